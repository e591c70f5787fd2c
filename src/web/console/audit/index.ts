import type { ConsoleRoute } from "../route.ts";
import { auditPage } from "./audit-page.tsx";
import { exportAudit } from "./export-audit.ts";

export const auditRoutes: readonly ConsoleRoute[] = [{ method: "get", path: "/audit", right: "audit.read", handle: auditPage }, { method: "get", path: "/audit/export", right: "audit.read", handle: exportAudit }];
