import { freeDoubles } from "../../dialogues/index.ts";
import { useCode } from "../../identities/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { channelName, linkedContacts } from "./linked-contacts.ts";

/** `{code}`, made on another channel → linked or already `{channel}`, that channel's name; the other one is told. too-many: wrong codes in the last hour */
export const useLinkCode = ({ rooms, tools }: Shelf): Effect => ({
  name: "use-link-code",
  outcomes: ["linked", "already", "own", "wrong", "expired", "too-many"],
  async run(args, { contact, key, now, text }) {
    const mark = tools.mark(key);
    const result = await useCode(rooms.identities, { contact: contact._id, code: textOf(args, "code", 100), mark, secret: tools.secret, now });
    if (!("other" in result)) return result;
    // Both may have registered for the same before they were known to be one person.
    const own = await linkedContacts(rooms, contact._id);
    for (const seats of [rooms.activities.seats, rooms.dialogues]) await freeDoubles(seats, own, mark, now, tools.tellPromotion);
    if (result.outcome === "linked") await tools.tellLinked({ id: mark, contact: result.other, by: contact._id });
    return { outcome: result.outcome, values: { channel: channelName(result.other, text) } };
  },
});
