import type { ConsoleRoute } from "../route.ts";
import { copyForPerson, platformDone } from "./answer-request.ts";
import { exportRequests } from "./export-requests.ts";
import { addRequest, close, extend, privacyPage, reply, showRequest } from "./privacy-pages.tsx";

export const privacyRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/privacy", right: "privacy.read", handle: privacyPage },
  { method: "post", path: "/privacy", right: "privacy.answer", handle: addRequest },
  { method: "get", path: "/privacy/export", right: "privacy.answer", handle: exportRequests },
  { method: "post", path: "/privacy/platform/:code", right: "privacy.answer", handle: platformDone },
  { method: "get", path: "/privacy/:id", right: "privacy.read", handle: showRequest },
  { method: "get", path: "/privacy/:id/copy", right: "people.export", handle: copyForPerson },
  { method: "post", path: "/privacy/:id/reply", right: "privacy.answer", handle: reply },
  { method: "post", path: "/privacy/:id/extend", right: "privacy.answer", handle: extend },
  { method: "post", path: "/privacy/:id/close", right: "privacy.answer", handle: close },
];
