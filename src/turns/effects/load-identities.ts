import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";
import { otherChannels } from "./linked-contacts.ts";

/** → linked `{channels}`, where else the person writes from ("Zalo, Messenger"), or alone */
export const loadIdentities = ({ rooms }: Shelf): Effect => ({
  name: "load-identities",
  outcomes: ["linked", "alone"],
  async run(_args, context) {
    const channels = await otherChannels(rooms, context);
    return channels ? { outcome: "linked", values: { channels } } : { outcome: "alone" };
  },
});
