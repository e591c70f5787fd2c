import { clubById, joinClub as join, membershipOf, type Club, type Membership } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { firstLinked } from "./linked-contacts.ts";

/** `{club, motivation?}` → joined, requested where a leader decides, or already (on a linked channel, too) `{code, club}`, `club` being its name */
export const joinClub = ({ rooms, tools }: Shelf): Effect => ({
  name: "join-club",
  outcomes: ["joined", "requested", "already", "closed", "missing", "no-consent"],
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
    if (result.outcome === "requested") await callLeader({ rooms, tools }, result, contact.profile.name ?? "");
    return { outcome: result.outcome, values: { code: result.code, club: result.club.name } };
  },
});

/** The club's leaders hear of it in their own chats, with a button that opens the request there. */
async function callLeader({ tools }: Shelf, { code, club }: { code: string; club: Club }, name: string): Promise<void> {
  await tools.callStaff?.({ id: `club-request|${code}`, right: "clubs.approve", commune: club.commune, club: club._id, key: "staff-news:club-request", params: { name, club: club.name }, button: { label: "staff-news:open", flow: "club-request", value: code } });
}

function activeOnly(membership: Membership | undefined): Membership | undefined {
  return membership?.state === "active" ? membership : undefined;
}
