import type { ConsoleRoute } from "../route.ts";
import { listPeoplePage } from "./list-people.tsx";

export const peopleRoutes: readonly ConsoleRoute[] = [{ method: "get", path: "/people", right: "people.read", handle: listPeoplePage }];
