import { checkInByCode, checkInState } from "../../activities/index.ts";
import { peopleOfContacts } from "../../people/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{code}` → open, early, late or cancelled `{title, when}`; wrong: no such code. Writes nothing. */
export const findCheckIn = ({ rooms }: Shelf): Effect => ({
  name: "find-check-in",
  outcomes: ["open", "early", "late", "cancelled", "wrong"],
  async run(args, { now }) {
    const found = await checkInState(rooms.activities, textOf(args, "code", 60), now);
    return found.outcome === "wrong" ? found : { outcome: found.outcome, values: { title: found.activity.title, when: found.activity.startsAt } };
  },
});

/** `{code}` → checked-in or already `{title}`; shut: the code does not work (any more), or nothing may be kept about the person */
export const checkIn = ({ rooms, tools }: Shelf): Effect => ({
  name: "check-in",
  outcomes: ["checked-in", "already", "shut"],
  async run(args, { contact, now }) {
    if (!mayRegister(contact)) return { outcome: "shut" };
    const own = await linkedContacts(rooms, contact._id);
    const persons = (await peopleOfContacts(rooms.people, own)).map((one) => one._id);
    const result = await checkInByCode(rooms.activities, textOf(args, "code", 60), { contact: contact._id, others: own.filter((one) => one !== contact._id), persons, name: contact.profile.name ?? "" }, now);
    if (result.outcome === "checked-in") await tools.announce?.("activities", result.activity.commune);
    return result.outcome === "checked-in" || result.outcome === "already" ? { outcome: result.outcome, values: { title: result.activity.title } } : { outcome: "shut" };
  },
});
