import { peopleRoutes } from "./people/index.ts";
import type { ConsoleRoute } from "./route.ts";
import { signInRoutes } from "./sign-in/index.ts";
import { todayRoutes } from "./today/index.ts";

/** Every address of the console; the matrix test holds this table against its own. */
export const consoleRoutes: readonly ConsoleRoute[] = [...signInRoutes, ...todayRoutes, ...peopleRoutes];
