import { clubById, joinClub as join, membershipOf, type Membership } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { firstLinked } from "./linked-contacts.ts";

/** `{club, motivation?}` → joined or already (on a linked channel, too) `{code, club}`, `club` being its name */
export const joinClub = ({ rooms, tools }: Shelf): Effect => ({
  name: "join-club",
  outcomes: ["joined", "already", "closed", "missing", "no-consent"],
  async run(args, { contact, key, now }) {
    const club = textOf(args, "club");
    const found = await clubById(rooms.clubs, club);
    if (!found) return { outcome: "missing" };
    const standing = await firstLinked(rooms, contact._id, async (one) => activeOnly(await membershipOf(rooms.clubs, club, one)));
    if (standing && standing.contact !== contact._id) return { outcome: "already", values: { code: standing.code, club: found.name } };
    if (!mayRegister(contact)) return { outcome: "no-consent" };
    const motivation = textOf(args, "motivation", 300);
    const result = await join(rooms.clubs, { club, contact: contact._id, code: tools.code("CLB", key), mark: tools.mark(key), now, ...(motivation ? { motivation } : {}) });
    if (!("code" in result)) return result;
    return { outcome: result.outcome, values: { code: result.code, club: result.club.name } };
  },
});

function activeOnly(membership: Membership | undefined): Membership | undefined {
  return membership?.state === "active" ? membership : undefined;
}
