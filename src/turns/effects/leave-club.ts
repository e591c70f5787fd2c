import { clubById, leaveClub as leave } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{club}` → left `{club}`, its name: on all linked channels */
export const leaveClub = ({ rooms, tools }: Shelf): Effect => ({
  name: "leave-club",
  outcomes: ["left", "not-member"],
  async run(args, { contact, key, now }) {
    const club = textOf(args, "club");
    let left = false;
    for (const one of await linkedContacts(rooms, contact._id)) left = (await leave(rooms.clubs, { club, contact: one, mark: tools.mark(key), now })) || left;
    if (!left) return { outcome: "not-member" };
    return { outcome: "left", values: { club: (await clubById(rooms.clubs, club))?.name ?? club } };
  },
});
