import { clubById, clubsOf, countMembers, kindName, listClubs, membershipOf, type Club, type ClubModels } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{club}` → found `{id, name, kind, leader, schedule, place, members, description, mine, otherClubs, otherMine}`; the last two: whether there is another club to look at, and another the person is in */
export const loadClub = ({ rooms }: Shelf): Effect => ({
  name: "load-club",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const club = await clubById(rooms.clubs, textOf(args, "club"));
    if (!club) return { outcome: "missing" };
    const [members, membership, others] = await Promise.all([countMembers(rooms.clubs, club._id, now), membershipOf(rooms.clubs, club._id, contact._id), othersThan(club, rooms.clubs, contact._id)]);
    const { _id: id, name, leader, schedule, place, description } = club;
    return { outcome: "found", values: { id, name, kind: kindName(club.kind, contact.locale), leader, schedule, place, members, description, mine: membership?.state === "active", ...others } };
  },
});

async function othersThan(club: Club, models: ClubModels, contact: string): Promise<{ otherClubs: boolean; otherMine: boolean }> {
  const [listed, own] = await Promise.all([listClubs(models), clubsOf(models, contact)]);
  const isOther = (one: Club): boolean => one._id !== club._id && one.state !== "dissolved";
  return { otherClubs: listed.some(isOther), otherMine: own.some(isOther) };
}
