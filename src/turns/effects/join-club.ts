import { clubById, joinClub as join } from "../../clubs/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{club, motivation?}` → joined or already `{code, club}`, `club` being its name */
export const joinClub = ({ rooms, tools }: Shelf): Effect => ({
  name: "join-club",
  outcomes: ["joined", "already", "closed", "missing", "no-consent"],
  async run(args, { contact, key, now }) {
    const club = textOf(args, "club");
    if (!(await clubById(rooms.clubs, club))) return { outcome: "missing" };
    if (!mayRegister(contact)) return { outcome: "no-consent" };
    const motivation = textOf(args, "motivation", 300);
    const result = await join(rooms.clubs, { club, contact: contact._id, code: tools.code("CLB", key), mark: tools.mark(key), now, ...(motivation ? { motivation } : {}) });
    if (!("code" in result)) return result;
    return { outcome: result.outcome, values: { code: result.code, club: result.club.name } };
  },
});
