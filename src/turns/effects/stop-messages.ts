import { purposes, type Purpose } from "../../broadcasts/index.ts";
import type { Contact } from "../../storage/contact.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/**
 * `{purpose?}`: no notices of one purpose any more, or none at all; what the person writes is still answered. What already waits to be sent on
 * any of their channels is taken out.
 */
export const stopMessages = ({ rooms, tools }: Shelf): Effect => ({
  name: "stop-messages",
  outcomes: ["stopped", "already"],
  async run(args, { contact }) {
    const purpose = purposes.find((one) => one === textOf(args, "purpose"));
    const already = hasStopped(contact, purpose);
    for (const one of await linkedContacts(rooms, contact._id)) await tools.dropNotices?.(one, purpose);
    if (already) return { outcome: "already" };
    return { outcome: "stopped", patch: purpose ? { stoppedFor: [...(contact.stoppedFor ?? []), purpose] } : { stopped: true } };
  },
});

function hasStopped({ stopped, stoppedFor }: Contact, purpose: Purpose | undefined): boolean {
  return stopped || (purpose !== undefined && Boolean(stoppedFor?.includes(purpose)));
}
