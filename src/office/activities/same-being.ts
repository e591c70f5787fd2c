import type { ContactId } from "../../core/contact-id.ts";
import { kinOf } from "../../identities/index.ts";
import { peopleOfContacts, type PersonBrief } from "../../people/index.ts";
import type { OfficePorts } from "../office-ports.ts";

/** Everything a human being is written down as: contacts, and ids of the register. What is asked for comes with it. */
export type Being = (one: string) => readonly string[];

/** Who is who among these contacts and persons of the register: chats that were linked by their owner, and chats that staff joined to a person. */
export async function beingsOf({ identities, people }: Pick<OfficePorts, "identities" | "people">, contacts: readonly ContactId[], persons: readonly string[]): Promise<Being> {
  const named: Pick<PersonBrief, "_id" | "contacts">[] = persons.length === 0 ? [] : await people.people.find({ _id: { $in: [...persons] } }, { contacts: 1 }).lean<Pick<PersonBrief, "_id" | "contacts">[]>();
  const kin = await kinOf(identities, [...new Set([...contacts, ...named.flatMap((one) => one.contacts)])]);
  const owners = await peopleOfContacts(people, [...new Set([...contacts, ...[...kin.values()].flat()])]);
  const beings = new Map<string, Set<string>>();
  const join = (ones: readonly string[]): void => {
    const all = new Set(ones.flatMap((one) => [one, ...(beings.get(one) ?? [])]));
    for (const one of all) beings.set(one, all);
  };
  for (const linked of kin.values()) join(linked);
  for (const one of [...named, ...owners]) join([one._id, ...one.contacts]);
  return (one) => [...(beings.get(one) ?? [one])];
}
