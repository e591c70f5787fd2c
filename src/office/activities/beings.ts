import type { ContactId } from "../../core/contact-id.ts";
import type { PersonBrief } from "../../people/index.ts";
import { createFamilies, type FamilyPorts } from "../families.ts";

/** Everything a human being is written down as: contacts, and ids of the register. What is asked for comes with it. */
export type Being = (one: string) => readonly string[];

type Named = Pick<PersonBrief, "_id" | "contacts">;

/** Who is who among these contacts and persons of the register, as notices see it (`createFamilies`). */
export async function beingsOf(ports: FamilyPorts, contacts: readonly ContactId[], persons: readonly string[]): Promise<Being> {
  const named = persons.length === 0 ? [] : await ports.people.people.find({ _id: { $in: [...persons] } }, { contacts: 1 }).lean<Named[]>();
  const { kin, records } = await createFamilies(ports)([...new Set([...contacts, ...named.flatMap((one) => one.contacts)])]);
  const beings = new Map<string, Set<string>>();
  const join = (ones: readonly string[]): void => {
    const all = new Set(ones.flatMap((one) => [one, ...(beings.get(one) ?? [])]));
    for (const one of all) beings.set(one, all);
  };
  for (const family of kin.values()) join(family);
  for (const one of [...named, ...records]) join([one._id, ...one.contacts]);
  return (one) => [...(beings.get(one) ?? [one])];
}
