import { createHmac } from "node:crypto";
import { openLink, type LinkModels } from "../links/index.ts";
import type { TurnPorts } from "../turns/turn-ports.ts";

/** Counts people who come by entry links. An act is recognised when it is played again, without keeping the platform's event id. */
export function createLinkOpener(models: LinkModels, secret: string): TurnPorts["openLink"] {
  return (name, contact, eventId) => {
    const mark = createHmac("sha256", secret).update(`mark|${eventId}|link`).digest("base64url").slice(0, 22);
    return openLink(models, { name, contact, mark });
  };
}
