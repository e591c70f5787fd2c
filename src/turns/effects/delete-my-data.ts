import { consentSubject } from "../../consent/index.ts";
import { erasePerson } from "../../members/index.ts";
import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";
import { otherChannels } from "./linked-contacts.ts";

/** → deleted `{channels}`, the linked ones where data still is, each deleted only there: gone from every room, the message log and the queues; the turn deletes the contact itself. */
export const deleteMyData = ({ rooms, tools }: Shelf): Effect => ({
  name: "delete-my-data",
  outcomes: ["deleted"],
  async run(_args, context) {
    const { contact, key, now } = context;
    const channels = await otherChannels(rooms, context);
    await erasePerson(rooms, { contact: contact._id, subject: consentSubject(tools.secret, contact._id), mark: tools.mark(key), now }, tools.tellPromotion);
    await tools.forgetMessages(contact._id);
    return { outcome: "deleted", values: { channels }, forget: true };
  },
});
