import { clubById, clubsOf, countMembers, kindName, listClubs, type Club } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { ofAllLinked } from "./linked-contacts.ts";
import { communeOf } from "./commune-of.ts";

/** `{club}` → found `{id, name, kind, leader, schedule, place, members, description, mine, otherClubs, otherMine}`; the last two: whether there is another club to look at, and another the person is in */
export const loadClub = ({ rooms, tools }: Shelf): Effect => ({
  name: "load-club",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const club = await clubById(rooms.clubs, textOf(args, "club"));
    if (!club) return { outcome: "missing" };
    const [members, listed, own] = await Promise.all([countMembers(rooms.clubs, club._id, now), listClubs(rooms.clubs, undefined, await communeOf({ rooms, tools }, contact)), ofAllLinked(rooms, contact._id, (one) => clubsOf(rooms.clubs, one), (one) => one._id)]);
    const { _id: id, name, leader, schedule, place, description } = club;
    return { outcome: "found", values: { id, name, kind: kindName(club.kind, contact.locale), leader, schedule, place, members, description, mine: own.some((one) => one._id === id), otherClubs: listed.some((one) => isOther(one, club)), otherMine: own.some((one) => isOther(one, club)) } };
  },
});

function isOther(one: Club, club: Club): boolean {
  return one._id !== club._id && one.state !== "dissolved";
}
