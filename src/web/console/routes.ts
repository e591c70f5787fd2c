import { accountRoutes } from "./account/index.ts";
import { activityRoutes } from "./activities/index.ts";
import { auditRoutes } from "./audit/index.ts";
import { broadcastRoutes } from "./broadcasts/index.ts";
import { caseRoutes } from "./cases/index.ts";
import { channelRoutes } from "./channels/index.ts";
import { clubRoutes } from "./clubs/index.ts";
import { conversationRoutes } from "./conversations/index.ts";
import { importRoutes } from "./imports/index.ts";
import { peopleRoutes } from "./people/index.ts";
import { privacyRoutes } from "./privacy/index.ts";
import type { ConsoleRoute } from "./route.ts";
import { settingsRoutes } from "./settings/index.ts";
import { signInRoutes } from "./sign-in/index.ts";
import { staffRoutes } from "./staff/index.ts";
import { todayRoutes } from "./today/index.ts";
import { unitRoutes } from "./units/index.ts";

/** Every address of the console; the matrix test holds this table against its own. */
export const consoleRoutes: readonly ConsoleRoute[] = [
  ...signInRoutes, ...accountRoutes, ...todayRoutes, ...conversationRoutes, ...peopleRoutes, ...activityRoutes, ...caseRoutes, ...broadcastRoutes, ...clubRoutes, ...unitRoutes, ...privacyRoutes, ...importRoutes, ...channelRoutes, ...staffRoutes, ...auditRoutes, ...settingsRoutes,
];
