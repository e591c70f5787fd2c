import type { ContactId } from "../../core/contact-id.ts";
import type { Reachability } from "../../storage/contacts.ts";
import { factsOf, registerFacts, standing, type Facts } from "./facts.ts";
import { byId, listCriteria, listsOf, Matcher, meansRegister } from "./match.ts";
import type { AudiencePorts } from "./ports.ts";
import type { AudienceQuery } from "./query.ts";

/** One human being an audience means: their contacts, or only their place in the register. `others`: contacts that are not meant but whose wish to hear no more counts. */
export type AudiencePerson = { contacts: Reachability[]; others?: Reachability[]; record?: Facts["record"] };

export type AudiencePhase = "contacts" | "register" | "planned";
/** `scanned`: candidates looked at. The next page begins at `phase` and `cursor`. */
export type AudiencePage = { people: AudiencePerson[]; scanned: number; phase: AudiencePhase; cursor: string };

/**
 * The next people of an audience, at most `limit` candidates looked at: constant memory whatever the size. Candidates come in the order
 * of their ids; a human being with several contacts counts at the first of them that fits, with all of them, so once.
 */
export async function audiencePage(ports: AudiencePorts, query: AudienceQuery, from: { phase: AudiencePhase; cursor: string }, limit: number, now: number): Promise<AudiencePage> {
  const matcher = new Matcher(query, await ports.tree(), now);
  if (from.phase === "register") return registerPage(ports, query, matcher, from.cursor, limit);
  const candidates = await candidatesAfter(ports, query, from.cursor, limit);
  if (candidates.ids.length === 0) return { people: [], scanned: 0, phase: meansRegister(query) ? "register" : "planned", cursor: "" };
  const people = await fittingPeople(ports, matcher, candidates);
  return { people, scanned: candidates.ids.length, phase: "contacts", cursor: candidates.ids.at(-1)! };
}

type Candidates = { ids: ContactId[]; known: Reachability[] };

/** From the narrowest list the query names, else from all contacts. */
async function candidatesAfter(ports: AudiencePorts, query: AudienceQuery, after: string, limit: number): Promise<Candidates> {
  if (query.owing) {
    const ids = await ports.owingContacts(query.owing, after, limit);
    return { ids, known: await ports.contactsOf(ids) };
  }
  const criterion = listCriteria.find((name) => query[name] !== undefined);
  if (!criterion) {
    const known = await ports.contactsPage(after, limit);
    return { ids: known.map((one) => one._id), known };
  }
  const lists = criterion === "contacts" ? [query.contacts!] : await Promise.all(listsOf(query, criterion).map((list) => ports.listed(list, after, limit)));
  const ids = [...new Set(lists.flat())].filter((id) => id > after).sort(byId).slice(0, limit);
  return { ids, known: await ports.contactsOf(ids) };
}

async function fittingPeople(ports: AudiencePorts, matcher: Matcher, { ids, known }: Candidates): Promise<AudiencePerson[]> {
  const { kin, records } = await ports.families(known.map((one) => one._id));
  const all = new Map(known.map((one) => [one._id, one]));
  const others = [...new Set([...kin.values()].flat())].filter((id) => !all.has(id));
  for (const one of others.length > 0 ? await ports.contactsOf(others) : []) all.set(one._id, one);
  const fitting = await matcher.fitting(ports, await factsOf(ports, familiesAmong(known, kin, all), records));
  const counted = new Map(fitting.map((one) => [one.countedAt, one]));
  return ids.flatMap((id): AudiencePerson[] => {
    // On a list, but the contact is gone: shown as out of reach, nobody silently drops out.
    if (!all.has(id)) return [{ contacts: [gone(id)] }];
    const one = counted.get(id);
    if (!one) return [];
    const [contacts, rest] = split([...one.facts.contacts].sort((a, b) => Number(b._id === id) - Number(a._id === id)), ({ _id }) => one.meant.includes(_id));
    const { record } = one.facts;
    return [{ contacts, ...(rest.length > 0 ? { others: rest } : {}), ...(record ? { record } : {}) }];
  });
}

/** The contacts of each human being of a page, each in one place. */
function familiesAmong(known: readonly Reachability[], kin: ReadonlyMap<ContactId, readonly ContactId[]>, all: ReadonlyMap<ContactId, Reachability>): Reachability[][] {
  const seen = new Set<ContactId>();
  return known.flatMap(({ _id }) => {
    if (seen.has(_id)) return [];
    const family = [...new Set([_id, ...(kin.get(_id) ?? [])])].filter((one) => all.has(one) && !seen.has(one));
    for (const one of family) seen.add(one);
    return [family.map((one) => all.get(one)!)];
  });
}

async function registerPage(ports: AudiencePorts, query: AudienceQuery, matcher: Matcher, after: string, limit: number): Promise<AudiencePage> {
  const tree = await ports.tree();
  const heirs = (units: readonly string[]): string[] => units.flatMap((unit) => [unit, ...standing(tree, unit)]);
  const court = query.court && new Set(heirs(query.court));
  const communes = query.units ? [...new Set(heirs(query.units).flatMap((unit) => [tree.communeOf(unit), ...tree.communesOf(unit)]))].filter((commune) => !court || court.has(commune)) : court && [...court];
  const records = await ports.withoutChat(communes, after, limit);
  if (records.length === 0) return { people: [], scanned: 0, phase: "planned", cursor: "" };
  const roles = await ports.rolesOf(records.map((one) => one.id));
  const people = records.filter((record) => matcher.fitsRegister(registerFacts(record, roles))).map((record) => ({ contacts: [], record }));
  return { people, scanned: records.length, phase: "register", cursor: records.at(-1)!.id };
}

function gone(id: ContactId): Reachability {
  return { _id: id, stopped: false, reachable: false, lastInboundAt: 0, locale: "vi", profile: {} };
}

function split<Item>(items: Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
