import { purposes, type Purpose } from "../../broadcasts/index.ts";
import type { Contact } from "../../storage/contact.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/**
 * `{purpose?}`: no notices of one purpose any more, or none at all; what the person writes is still answered. What already waits to be sent on
 * any of their channels is taken out.
 */
export const stopMessages = ({ tools }: Shelf): Effect => ({
  name: "stop-messages",
  outcomes: ["stopped", "already"],
  async run(args, { contact }) {
    const purpose = purposes.find((one) => one === textOf(args, "purpose"));
    const already = hasStopped(contact, purpose);
    await tools.dropNotices?.(contact._id, purpose);
    if (already) return { outcome: "already" };
    return { outcome: "stopped", patch: purpose ? { stoppedFor: [...(contact.stoppedFor ?? []), purpose] } : { stopped: true } };
  },
});

function hasStopped({ stopped, stoppedFor }: Contact, purpose: Purpose | undefined): boolean {
  return stopped || (purpose !== undefined && Boolean(stoppedFor?.includes(purpose)));
}
