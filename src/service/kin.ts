import type { ContactId } from "../core/contact-id.ts";
import { kinOf } from "../identities/index.ts";
import { peopleOfContacts } from "../people/index.ts";
import type { Rooms } from "./rooms.ts";

/** Links and records lead on from each other; further than so is nobody's family. */
const mostRounds = 4;

/**
 * All contacts of the same human beings, by contact, itself included: those they linked by themselves and those of one record of the
 * register. Who has only one is left out. One read of links and one of the register for all, more only where there are more chats.
 */
export function createKin({ identities, people }: Pick<Rooms, "identities" | "people">): (contacts: readonly ContactId[]) => Promise<Map<ContactId, ContactId[]>> {
  return async (contacts) => {
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
      for (const known of [...links.values(), ...records.map((record) => record.contacts)]) if (known.length > 1) unite(known);
    }
    return new Map(contacts.flatMap((one) => (family.has(one) ? [[one, [...family.get(one)!]] as const] : [])));
  };
}
