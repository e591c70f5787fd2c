import { clubById, countMembers, kindName, membershipOf } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{club}` → found `{id, name, kind, leader, schedule, place, members, description, mine}` */
export const loadClub = ({ rooms }: Shelf): Effect => ({
  name: "load-club",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const club = await clubById(rooms.clubs, textOf(args, "club"));
    if (!club) return { outcome: "missing" };
    const [members, membership] = await Promise.all([countMembers(rooms.clubs, club._id, now), membershipOf(rooms.clubs, club._id, contact._id)]);
    const { _id: id, name, leader, schedule, place, description } = club;
    return { outcome: "found", values: { id, name, kind: kindName(club.kind, contact.locale), leader, schedule, place, members, description, mine: membership?.state === "active" } };
  },
});
