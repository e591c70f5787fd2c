import type { Attendance } from "../../activities/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import type { PersonRecord } from "../../people/index.ts";
import type { Desk } from "../desk.ts";

/** Those of some people in chat who belong to the units somebody runs activities of; the same people their notices would mean. */
export async function ownContacts(desk: Desk, contacts: readonly ContactId[]): Promise<Set<ContactId>> {
  const { units } = desk.scope("activities.write");
  const of = await desk.ports.unitsOf(contacts);
  return new Set(contacts.filter((one) => of.get(one)?.some((unit) => units.has(unit))));
}

/** Whether somebody of the register belongs to those units. */
export function isOwnPerson(desk: Desk, { commune, branch }: Pick<PersonRecord, "commune" | "branch">): boolean {
  return desk.scope("activities.write").units.has(branch ?? commune);
}

/** Of those who were there whom somebody may see: all, or the own people and the names their own staff wrote down. */
export async function attendanceSeen(desk: Desk, all: Attendance[], whole: boolean): Promise<Attendance[]> {
  if (whole || all.length === 0) return all;
  const { units } = desk.scope("activities.write");
  const chats = await ownContacts(desk, all.flatMap(({ contact }) => contact ?? []));
  const people = await desk.ports.people.people.find({ _id: { $in: all.flatMap(({ person }) => person ?? []) } }, { commune: 1, branch: 1 }).lean<Pick<PersonRecord, "_id" | "commune" | "branch">[]>();
  const known = new Set(people.filter((one) => isOwnPerson(desk, one)).map((one) => one._id));
  return all.filter((one) => (one.unit !== undefined && units.has(one.unit)) || (one.contact !== undefined && chats.has(one.contact)) || (one.person !== undefined && known.has(one.person)));
}
