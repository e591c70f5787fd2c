import type { ConsoleRoute } from "../route.ts";
import { showToday } from "./show-today.tsx";

export const todayRoutes: readonly ConsoleRoute[] = [{ method: "get", path: "", open: "staff", handle: showToday }];
