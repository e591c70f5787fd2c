import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";

/** → found `{purpose}` of the last notice that reached the person lately. `none` also where nobody would hear the answer to a question, and where all is stopped already. */
export const loadLastNotice = ({ tools }: Shelf): Effect => ({
  name: "load-last-notice",
  outcomes: ["none", "found"],
  async run(_args, { contact, now }) {
    if (contact.stopped || (contact.quietUntil ?? 0) > now) return { outcome: "none" };
    const purpose = await tools.lastNotice?.(contact._id, now);
    return purpose === undefined || contact.stoppedFor?.includes(purpose) ? { outcome: "none" } : { outcome: "found", values: { purpose } };
  },
});
