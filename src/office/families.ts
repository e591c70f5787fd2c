import type { ContactId } from "../core/contact-id.ts";
import { kinOf } from "../identities/index.ts";
import { peopleOfContacts, type PersonBrief } from "../people/index.ts";
import type { OfficePorts } from "./office-ports.ts";

export type FamilyPorts = Pick<OfficePorts, "identities" | "people">;

/** Links and records lead on from each other; further than so is nobody's family. */
const mostRounds = 4;

/** `kin`: by contact, all contacts of the same human being, itself included; who has only one is left out. `records`: what the register has of them all. */
export type Families = { kin: Map<ContactId, ContactId[]>; records: PersonBrief[] };

/**
 * Who is one human being: the chats they linked by themselves and those of one record of the register. One read of links and one of the
 * register for all, more only where there are more chats.
 */
export function createFamilies({ identities, people }: FamilyPorts): (contacts: readonly ContactId[]) => Promise<Families> {
  return async (contacts) => {
    const found = new Map<string, PersonBrief>();
    const family = new Map<ContactId, Set<ContactId>>();
    const unite = (all: readonly ContactId[]): void => {
      const whole = new Set(all.flatMap((one) => [...(family.get(one) ?? [one])]));
      for (const one of whole) family.set(one, whole);
    };
    const [linked, registered] = [new Set<ContactId>(), new Set<ContactId>()];
    for (let round = 0; round < mostRounds; round++) {
      const all = [...new Set([...contacts, ...family.keys()])];
      const [askLinks, askRegister] = [all.filter((one) => !linked.has(one)), all.filter((one) => !registered.has(one))];
      if (askLinks.length + askRegister.length === 0) break;
      const [links, records] = await Promise.all([askLinks.length > 0 ? kinOf(identities, askLinks) : new Map<ContactId, ContactId[]>(), peopleOfContacts(people, askRegister)]);
      // What a read told of is not asked again: links cost a read each.
      for (const one of [...askLinks, ...[...links.values()].flat()]) linked.add(one);
      for (const one of [...askRegister, ...records.flatMap((record) => record.contacts)]) registered.add(one);
      for (const record of records) found.set(record._id, record);
      for (const known of [...links.values(), ...records.map((record) => record.contacts)]) if (known.length > 1) unite(known);
    }
    return { kin: new Map(contacts.flatMap((one) => (family.has(one) ? [[one, [...family.get(one)!]] as const] : []))), records: [...found.values()] };
  };
}

/** `createFamilies` for who asks nothing of the register. */
export function createKin(rooms: FamilyPorts): (contacts: readonly ContactId[]) => Promise<Families["kin"]> {
  const families = createFamilies(rooms);
  return async (contacts) => (await families(contacts)).kin;
}
