import type { Due, PeopleModels, PersonRecord } from "./model.ts";

/** Whether a unit keeps dues here at all: where nobody's are kept, nobody owes any. */
export async function keepsDues({ dues }: PeopleModels, where: Record<string, unknown>): Promise<boolean> {
  return (await dues.exists(where)) !== null;
}

/** Whether somebody was a member through all of `months` and paid for none: `paid` is who paid for any. */
export function owes({ _id, standing, status, admittedOn }: Pick<PersonRecord, "_id" | "standing" | "status" | "admittedOn">, months: readonly string[], paid: ReadonlySet<string>): boolean {
  const first = months.toSorted()[0]!;
  return standing === "member" && status === "active" && !paid.has(_id) && (admittedOn ?? "") <= `${first}-01`;
}

/** Those of some people of a commune who owe for all of `months`. */
export async function owingAmong(models: PeopleModels, people: readonly string[], { commune, months }: { commune: string; months: readonly string[] }): Promise<ReadonlySet<string>> {
  const paid = new Set((await models.dues.find({ person: { $in: [...people] }, month: { $in: [...months] } }, { person: 1 }).lean<Due[]>()).map((due) => due.person));
  const asked = await models.people.find({ _id: { $in: [...people] }, commune }, { standing: 1, status: 1, admittedOn: 1 }).lean<PersonRecord[]>();
  return new Set(asked.filter((person) => owes(person, months, paid)).map((person) => person._id));
}

/** Chats of those of a commune who owe, after `after`, ascending. A commune's members are some thousands at most. */
export async function owingContacts(models: PeopleModels, { commune, months }: { commune: string; months: readonly string[] }, after: string, limit: number): Promise<string[]> {
  const members = await models.people.find({ commune, standing: "member", status: "active" }, { standing: 1, status: 1, admittedOn: 1, contacts: 1 }).lean<PersonRecord[]>();
  const chatting = members.filter((one) => one.contacts.some((contact) => contact > after));
  const paid = new Set((await models.dues.find({ commune, month: { $in: [...months] } }, { person: 1 }).lean<Due[]>()).map((due) => due.person));
  const owing = chatting.filter((one) => owes(one, months, paid)).flatMap((one) => one.contacts.filter((contact) => contact > after));
  return [...new Set(owing)].sort().slice(0, limit);
}
