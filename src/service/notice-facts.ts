import { standing } from "../broadcasts/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { NoticeFacts } from "../jobs/notice-text.ts";
import { peopleOfContacts, type PersonBrief } from "../people/index.ts";
import type { Reachability } from "../storage/contacts.ts";
import { unitTree, type UnitTree } from "../units/index.ts";
import type { Rooms } from "./rooms.ts";

/** What notices may say of each of these people, given by their families: one read of the register for all of them. */
export type FactsOf = (families: readonly (readonly Reachability[])[], commune: string | undefined) => Promise<ReadonlyMap<ContactId, NoticeFacts>>;

export function createNoticeFacts({ units, people }: Pick<Rooms, "units" | "people">): FactsOf {
  return async (families, commune) => {
    const [tree, records] = await Promise.all([unitTree(units), peopleOfContacts(people, [...new Set(families.flat().map((one) => one._id))])]);
    const byContact = new Map(records.flatMap((record) => record.contacts.map((contact) => [contact, record] as const)));
    return new Map(families.flatMap((family) => {
      const record = family.map((one) => byContact.get(one._id)).find((one) => one !== undefined);
      return family.map((one) => [one._id, noticeFacts(tree, one.profile, record, commune)] as const);
    }));
  };
}

/** The name somebody gave in the chat, their branch, the commune; from the register what they did not tell. Units that merged go by their successor's name. */
function noticeFacts(tree: UnitTree, profile: Reachability["profile"] | undefined, record: PersonBrief | undefined, commune: string | undefined): NoticeFacts {
  const nameOf = (unit: string | undefined): string | undefined => (unit === undefined ? undefined : tree.all.get(standing(tree, unit)[0] ?? unit)?.name);
  const here = record?.status === "active" ? record : undefined;
  const [name, branch, unit] = [profile?.name ?? record?.name, nameOf(profile?.branch) ?? nameOf(here?.branch), nameOf(commune) ?? nameOf(here?.commune)];
  return { ...(name ? { name } : {}), ...(branch ? { branch } : {}), ...(unit ? { unit } : {}) };
}
