import { caseFields, isCaseKind, openCase as open, type Case } from "../../cases/index.ts";
import { peopleOfContact } from "../../people/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister, textOf } from "./arguments.ts";
import { communeOf } from "./commune-of.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{kind, branch?, name?, birth?, phone?, occupation?, address?, reason?, place?, until?}` → opened or already `{ref}`; staff with the right hear of it. What the profile knows is not asked again. */
export const openCase = ({ rooms, tools }: Shelf): Effect => ({
  name: "open-case",
  outcomes: ["opened", "already", "no-commune", "no-consent"],
  async run(args, { contact, key, now }) {
    const kind = textOf(args, "kind", 32);
    if (!isCaseKind(kind)) throw new Error(`no kind of case ${kind}`);
    if (!mayRegister(contact)) return { outcome: "no-consent" };
    const commune = await communeOf({ rooms, tools }, contact);
    if (!commune) return { outcome: "no-commune" };
    const given = Object.fromEntries(caseFields.map((field) => [field, textOf(args, field, 300)] as const).filter(([, value]) => value !== "")) as Case["data"];
    const { name, branch, village } = contact.profile;
    const data = { ...(name ? { name } : {}), ...(village && !branch ? { address: village } : {}), ...given };
    const person = (await Promise.all((await linkedContacts(rooms, contact._id)).map((one) => peopleOfContact(rooms.people, one)))).flat()[0];
    const { outcome, case: one } = await open(rooms.cases, { id: tools.mark(key), ref: tools.code("HS", key), kind, commune, branch: textOf(args, "branch", 60) || branch, person: person?._id, contact: contact._id, data, by: "chat", now });
    if (outcome === "opened") await tools.callStaff?.({ id: `case-new|${one._id}`, right: "cases.advance", commune, key: `staff-news:case-${kind}`, params: { ref: one.ref, name: data.name ?? "" } });
    return { outcome, values: { ref: one.ref } };
  },
});
