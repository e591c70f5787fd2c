import type { AgeBand } from "../../storage/contact.ts";
import type { Reachability } from "../../storage/contacts.ts";
import { isCommune, type UnitTree } from "../../units/index.ts";
import type { AudiencePorts, Registered } from "./ports.ts";
import type { AudienceRole } from "./query.ts";

/** One human being: the contacts they write from and what the register knows of them, all of it together. */
export type Facts = { contacts: readonly Reachability[]; records: readonly Registered[]; record?: Registered; roles: ReadonlySet<AudienceRole>; units: readonly string[]; communes: readonly string[]; ageBand?: AgeBand };
type Roles = ReadonlyMap<string, ReadonlySet<AudienceRole>>;

/** Facts of a page of human beings, each given by their contacts, with what the register has of them; in few reads however many they are. */
export async function factsOf(ports: AudiencePorts, families: readonly (readonly Reachability[])[], records: readonly Registered[]): Promise<Facts[]> {
  const [roles, tree] = await Promise.all([ports.rolesOf(records.map((one) => one.id)), ports.tree()]);
  const byContact = Map.groupBy(records.flatMap((record) => record.contacts.map((contact) => ({ contact, record }))), ({ contact }) => contact);
  const sole = soleCommune(tree);
  return families.map((contacts) => {
    const own = [...new Set(contacts.flatMap(({ _id }) => (byContact.get(_id) ?? []).map(({ record }) => record)))];
    const accounts = contacts.flatMap(({ _id }) => ports.accountUnit(_id) ?? []);
    return factsFrom(contacts, own, accounts, roles, tree, sole);
  });
}

function factsFrom(contacts: readonly Reachability[], records: readonly Registered[], accounts: readonly string[], roles: Roles, tree: UnitTree, sole: string | undefined): Facts {
  const record = records.find((one) => one.active) ?? records[0];
  // Who moved away or was struck off belongs nowhere by the register any more.
  const registered = record?.active ? [record.branch, record.commune] : [];
  // The branch a person named may have been merged since: its successor is what it is now.
  const named = [...contacts.map((one) => one.profile?.branch), ...registered].filter((unit): unit is string => unit !== undefined).flatMap((unit) => standing(tree, unit));
  const units = [...new Set(named.length > 0 ? named : accounts)];
  const communes = communesOf(tree, units, accounts) ?? (sole ? [sole] : []);
  // What the register has is newer and truer than a band somebody pressed once.
  const ageBand = bandOf(record?.birth, Date.now()) ?? contacts.toSorted((a, b) => b.lastInboundAt - a.lastInboundAt).find((one) => one.profile?.ageBand)?.profile.ageBand;
  return { contacts, records, ...(record ? { record } : {}), roles: rolesFrom(record, roles), units: units.length > 0 ? units : communes, communes, ...(ageBand ? { ageBand } : {}) };
}

/** Somebody of the register who has no chat. */
export function registerFacts(record: Registered, roles: Roles): Facts {
  const ageBand = bandOf(record.birth, Date.now());
  return { contacts: [], records: [record], record, roles: rolesFrom(record, roles), units: [record.branch ?? record.commune], communes: [record.commune], ...(ageBand ? { ageBand } : {}) };
}

function rolesFrom(record: Registered | undefined, roles: Roles): ReadonlySet<AudienceRole> {
  if (!record) return new Set(["youth"]);
  return new Set(record.active ? [record.standing, ...(roles.get(record.id) ?? [])] : []);
}

/** What a unit is now: itself, or where its people went when it ended. */
export function standing(tree: UnitTree, id: string): string[] {
  const seen = new Set<string>();
  let left = [id];
  while (left.length > 0) {
    const unit = tree.all.get(left[0]!);
    const rest = left.slice(1);
    if (!unit || seen.has(unit._id)) left = rest;
    else {
      seen.add(unit._id);
      if (unit.active || !unit.successors?.length) return [unit._id, ...rest];
      left = [...unit.successors, ...rest];
    }
  }
  return [];
}

function communesOf(tree: UnitTree, units: readonly string[], accounts: readonly string[]): string[] | undefined {
  const communes = [...units, ...accounts].map((unit) => tree.communeOf(unit)).filter((unit) => tree.all.has(unit) && isCommune(tree.all.get(unit)!));
  return communes.length > 0 ? [...new Set(communes)] : undefined;
}

function soleCommune(tree: UnitTree): string | undefined {
  const all = [...tree.all.values()].filter((unit) => isCommune(unit) && unit.active);
  return all.length === 1 ? all[0]!._id : undefined;
}

/** The band of a birth date "2004-05-17", "2004-05" or "2004"; of a year alone the younger, which is the more careful. */
export function bandOf(birth: string | undefined, now: number): AgeBand | undefined {
  if (!birth) return undefined;
  const born = birth.length === 4 ? `${birth}-12-31` : birth.length === 7 ? `${birth}-28` : birth;
  const [today, day] = [new Date(now).toISOString().slice(0, 10), born.slice(5)];
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < day ? 1 : 0);
  if (years < 16) return "under-16";
  return years < 18 ? "16-17" : years <= 30 ? "18-30" : "over-30";
}
