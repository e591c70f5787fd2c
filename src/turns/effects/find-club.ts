import { searchClubs } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { communeOf } from "./commune-of.ts";

/** `{text}`, free words such as "bóng đá" → found `{id, name}`; several: the source `clubs {search}` lists the same */
export const findClub = (shelf: Shelf): Effect => ({
  name: "find-club",
  outcomes: ["found", "several", "unknown"],
  async run(args, { contact }) {
    const [club, ...others] = await searchClubs(shelf.rooms.clubs, textOf(args, "text"), await communeOf(shelf, contact));
    if (!club) return { outcome: "unknown" };
    if (others.length > 0) return { outcome: "several" };
    return { outcome: "found", values: { id: club._id, name: club.name } };
  },
});
