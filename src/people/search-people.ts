import { fold, normalise } from "../lib/vietnamese/index.ts";
import type { MemberStatus, PeopleModels, PersonRecord, Standing } from "./model.ts";
import { nameWords, typedWords } from "./keys.ts";

export type PeopleFilter = {
  /** What the asker may see; from `within(scope)`. Always first. */
  within: Record<string, unknown>;
  text?: string;
  commune?: string;
  branch?: string;
  standing?: Standing;
  status?: MemberStatus;
  tag?: string;
  federation?: boolean;
  /** Ages in whole years at `now`. */
  from?: number;
  to?: number;
};

export type PeoplePage = { people: PersonRecord[]; /** Give back for the next page. */ next?: string };

/** Words most names hold: an index range of them is half the register. */
const common = new Set("nguyen tran le pham hoang vu vo phan truong bui dang do ngo ho duong van thi huu duc thanh minh".split(" "));
const mostFound = 200;

/** People by a list's filter, in the order of given names. `cursor` from the page before. */
export async function findPeople(models: PeopleModels, filter: PeopleFilter, options: { limit: number; cursor?: string | undefined; now: number }): Promise<PeoplePage> {
  const text = filter.text?.trim();
  if (text) return { people: await searchByText(models, filter, text, options) };
  const after = readCursor(options.cursor);
  const query = { $and: [conditions(filter, options.now), after ? { $or: [{ sortKey: { $gt: after.sortKey } }, { sortKey: after.sortKey, _id: { $gt: after.id } }] } : {}, after ? { sortKey: { $gte: after.sortKey } } : {}].filter((one) => Object.keys(one).length > 0) };
  const found = await models.people.find(query.$and.length > 0 ? query : {}).sort({ sortKey: 1, _id: 1 }).limit(options.limit + 1).lean<PersonRecord[]>();
  const people = found.slice(0, options.limit);
  const last = people.at(-1);
  return { people, ...(found.length > options.limit && last ? { next: writeCursor(last) } : {}) };
}

/**
 * Search has no pages: the best `limit` of at most two hundred candidates; who finds too many types more. One range of
 * `keys` names the candidates, the other words are checked on them.
 */
async function searchByText(models: PeopleModels, filter: PeopleFilter, text: string, { limit, now }: { limit: number; now: number }): Promise<PersonRecord[]> {
  const digits = text.replace(/[\s.()-]/g, "").replace(/^\+84/, "0");
  if (/^\d{3,}$/.test(digits)) {
    const either = [range(digits), ...(digits.length === 4 ? [{ keys: `#${digits}` }] : [])];
    const found = await Promise.all(either.map((keys) => models.people.find(all(conditions(filter, now), keys)).limit(limit).lean<PersonRecord[]>()));
    return distinct(found.flat()).slice(0, limit);
  }
  const words = nameWords(text);
  const whole = fold(text).replace(/[^a-z0-9]/g, "");
  if (words.length === 0) return [];
  const others = words.filter((word) => !common.has(word));
  const anchor = longest(others.length > 0 ? others : words);
  const rest = words.filter((word) => word !== anchor).map((word) => ({ sortKey: new RegExp(`(^| )${word}`) }));
  const typed = typedWords(text).filter((word) => fold(word) !== word);
  // As typed in one piece first, "thi lan": the index alone answers it.
  const runs = await models.people.find(all(conditions(filter, now), range(words.join(" ")))).limit(mostFound).lean<PersonRecord[]>();
  const fits = (person: PersonRecord) => typed.every((word) => typedIn(person.name, word));
  const together = runs.filter(fits);
  if (together.length >= limit || words.length === 1) {
    const codes = /\d/.test(whole) ? await models.people.find(all(conditions(filter, now), range(whole))).limit(limit).lean<PersonRecord[]>() : [];
    return byRank(distinct([...codes, ...together]), words).slice(0, limit);
  }
  const apart = await models.people.find(all(conditions(filter, now), range(anchor), ...rest)).limit(mostFound).lean<PersonRecord[]>();
  return byRank(distinct([...together, ...apart.filter(fits)]), words).slice(0, limit);
}

/** How many there are; counting stops at `most`, because nobody reads the difference. */
export async function countPeople(models: PeopleModels, filter: PeopleFilter, now: number, most = 100_000): Promise<number> {
  return models.people.countDocuments(conditions(filter, now), { limit: most });
}

function conditions(filter: PeopleFilter, now: number): Record<string, unknown> {
  const { within, commune, branch, standing, status, tag, federation, from, to } = filter;
  const born = bornBetween(now, from, to);
  return all(within, {
    ...(commune === undefined ? {} : { commune }),
    ...(branch === undefined ? {} : { branch }),
    ...(standing === undefined ? {} : { standing }),
    ...(status === undefined ? {} : { status }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(federation === undefined ? {} : { federation }),
    ...(born ? { birth: born } : {}),
  });
}

/** Birth dates are texts that sort as dates; somebody born in "2004" counts with the whole year. */
function bornBetween(now: number, from: number | undefined, to: number | undefined): Record<string, string> | undefined {
  if (from === undefined && to === undefined) return undefined;
  const today = new Date(now).toISOString().slice(0, 10);
  const yearsAgo = (years: number) => `${Number(today.slice(0, 4)) - years}${today.slice(4)}`;
  return { ...(from === undefined ? {} : { $lte: yearsAgo(from) }), ...(to === undefined ? {} : { $gt: yearsAgo(to + 1) }) };
}

function range(prefix: string): Record<string, unknown> {
  return { keys: { $gte: prefix, $lt: `${prefix}\uffff` } };
}

function all(...parts: Record<string, unknown>[]): Record<string, unknown> {
  const told = parts.filter((part) => Object.keys(part).length > 0);
  return told.length === 0 ? {} : told.length === 1 ? told[0]! : { $and: told };
}

function typedIn(name: string, word: string): boolean {
  return normalise(name).split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(word));
}

/** Whole given name first ("Lan" before "Lanh"), then the order of names. */
function byRank(people: PersonRecord[], words: string[]): PersonRecord[] {
  const last = words.at(-1)!;
  const rank = (person: PersonRecord) => (person.sortKey.split(" ")[0] === last ? 0 : nameWords(person.name).includes(last) ? 1 : 2);
  return people.sort((a, b) => rank(a) - rank(b) || (a.sortKey === b.sortKey ? a.name.localeCompare(b.name, "vi") : a.sortKey < b.sortKey ? -1 : 1));
}

function distinct(people: PersonRecord[]): PersonRecord[] {
  return [...new Map(people.map((person) => [person._id, person])).values()];
}

function longest(words: string[]): string {
  return words.reduce((best, word) => (word.length >= best.length ? word : best));
}

function writeCursor({ sortKey, _id }: PersonRecord): string {
  return Buffer.from(JSON.stringify([sortKey, _id])).toString("base64url");
}

/** A cursor somebody made up is none. */
function readCursor(cursor: string | undefined): { sortKey: string; id: string } | undefined {
  if (!cursor) return undefined;
  try {
    const [sortKey, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    return typeof sortKey === "string" && typeof id === "string" ? { sortKey, id } : undefined;
  } catch {
    return undefined;
  }
}
