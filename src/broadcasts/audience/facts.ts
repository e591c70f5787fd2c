import type { ContactId } from "../../core/contact-id.ts";
import type { AgeBand } from "../../storage/contact.ts";
import type { Reachability } from "../../storage/contacts.ts";
import { isCommune, type UnitTree } from "../../units/index.ts";
import type { AudiencePorts, Registered } from "./ports.ts";
import type { AudienceRole } from "./query.ts";

/** A contact, with what the register knows of the person behind it. */
export type Facts = { contact?: Reachability; record?: Registered; roles: ReadonlySet<AudienceRole>; units: readonly string[]; communes: readonly string[]; ageBand?: AgeBand };

/** Facts of a page of contacts, in few reads however many they are. */
export async function factsOf(ports: AudiencePorts, contacts: readonly Reachability[]): Promise<Map<ContactId, Facts>> {
  const ids = contacts.map((one) => one._id);
  const [records, tree] = await Promise.all([ports.registered(ids), ports.tree()]);
  const roles = await ports.rolesOf(records.map((one) => one.id));
  const byContact = new Map(records.flatMap((record) => record.contacts.map((contact) => [contact, record] as const)));
  const sole = soleCommune(tree);
  return new Map(contacts.map((contact) => [contact._id, factsFrom(contact, byContact.get(contact._id), ports.accountUnit(contact._id), roles, tree, sole)]));
}

function factsFrom(contact: Reachability, record: Registered | undefined, account: string | undefined, roles: ReadonlyMap<string, ReadonlySet<AudienceRole>>, tree: UnitTree, sole: string | undefined): Facts {
  // The branch a person named may have been merged since: its successor is what it is now.
  const named = [contact.profile?.branch, record?.branch, record?.commune].filter((unit): unit is string => unit !== undefined).flatMap((unit) => standing(tree, unit));
  const units = [...new Set([...named, ...(account && named.length === 0 ? [account] : [])])];
  const communes = communesOf(tree, units, account) ?? (sole ? [sole] : []);
  const ageBand = contact.profile?.ageBand ?? bandOf(record?.birth, Date.now());
  return { contact, ...(record ? { record } : {}), roles: rolesFrom(record, roles), units: units.length > 0 ? units : communes, communes, ...(ageBand ? { ageBand } : {}) };
}

/** Somebody of the register who has no chat. */
export function registerFacts(record: Registered, roles: ReadonlyMap<string, ReadonlySet<AudienceRole>>): Facts {
  const ageBand = bandOf(record.birth, Date.now());
  return { record, roles: rolesFrom(record, roles), units: [record.branch ?? record.commune], communes: [record.commune], ...(ageBand ? { ageBand } : {}) };
}

function rolesFrom(record: Registered | undefined, roles: ReadonlyMap<string, ReadonlySet<AudienceRole>>): ReadonlySet<AudienceRole> {
  if (!record) return new Set(["youth"]);
  return new Set([record.standing, ...(roles.get(record.id) ?? [])]);
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

function communesOf(tree: UnitTree, units: readonly string[], account: string | undefined): string[] | undefined {
  const communes = [...units, ...(account ? [account] : [])].map((unit) => tree.communeOf(unit)).filter((unit) => tree.all.has(unit) && isCommune(tree.all.get(unit)!));
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
