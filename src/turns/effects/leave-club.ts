import { clubById, leaveClub as leave } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{club}` → left `{club}`, its name */
export const leaveClub = ({ rooms, tools }: Shelf): Effect => ({
  name: "leave-club",
  outcomes: ["left", "not-member"],
  async run(args, { contact, key, now }) {
    const club = textOf(args, "club");
    const left = await leave(rooms.clubs, { club, contact: contact._id, mark: tools.mark(key), now });
    if (!left) return { outcome: "not-member" };
    return { outcome: "left", values: { club: (await clubById(rooms.clubs, club))?.name ?? club } };
  },
});
