import type { Contacts, Reachability } from "../storage/contacts.ts";

export type FamilyPorts = {
  contacts: Pick<Contacts, "reachabilityOf">;
  /** The other contacts of the same human being. */
  kinOf(contacts: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
};

/** Each of these contacts, first, with the others from which the same human being writes. Contacts that are gone are left out. */
export async function familiesOf(ids: readonly string[], { contacts, kinOf }: FamilyPorts): Promise<Map<string, Reachability[]>> {
  const kin = await kinOf(ids);
  const known = new Map((await contacts.reachabilityOf([...new Set([...ids, ...[...kin.values()].flat()])])).map((one) => [one._id, one]));
  return new Map(ids.map((id) => [id, [id, ...(kin.get(id) ?? []).filter((other) => other !== id)].flatMap((one) => known.get(one) ?? [])]));
}
