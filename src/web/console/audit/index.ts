import type { ConsoleRoute } from "../route.ts";
import { auditPage } from "./audit-page.tsx";

export const auditRoutes: readonly ConsoleRoute[] = [{ method: "get", path: "/audit", right: "audit.read", handle: auditPage }];
