import { contactParts, type ContactId } from "../../core/contact-id.ts";
import { identitiesOf } from "../../identities/index.ts";
import type { EffectContext } from "../effect-contract.ts";
import type { FeatureRooms } from "./rooms.ts";

type Room = Pick<FeatureRooms, "identities">;

/** The contact and those the same human being linked with it: what was done on one is theirs on all. Names, language and consent stay each contact's own. */
export function linkedContacts({ identities }: Room, contact: ContactId): Promise<ContactId[]> {
  return identitiesOf(identities, contact);
}

/** What all linked contacts have, each thing once: the own contact's word on it goes before the others'. */
export async function ofAllLinked<Thing>(rooms: Room, contact: ContactId, read: (contact: ContactId) => Promise<Thing[]>, keyOf: (thing: Thing) => string): Promise<Thing[]> {
  const found = (await Promise.all((await linkedContacts(rooms, contact)).map(read))).flat();
  const once = new Map<string, Thing>();
  for (const thing of found) if (!once.has(keyOf(thing))) once.set(keyOf(thing), thing);
  return [...once.values()];
}

/** The first that one of the linked contacts has. */
export async function firstLinked<Thing>(rooms: Room, contact: ContactId, read: (contact: ContactId) => Promise<Thing | undefined>): Promise<Thing | undefined> {
  for (const one of await linkedContacts(rooms, contact)) {
    const thing = await read(one);
    if (thing !== undefined) return thing;
  }
  return undefined;
}

/** Where else the person writes from, as they call it: "Zalo, Messenger"; "" when nothing is linked. */
export async function otherChannels(rooms: Room, { contact, text }: Pick<EffectContext, "contact" | "text">): Promise<string> {
  const [, ...others] = await linkedContacts(rooms, contact._id);
  return [...new Set(others.map((one) => channelName(one, text)))].join(", ");
}

/** What people call the channel of a contact. */
export function channelName(contact: ContactId, text: EffectContext["text"]): string {
  return text("link-account:channel", { channel: contactParts(contact).channel });
}
