import { chunksOf, standingIn, wayTo, type Broadcast, type Chunk, type Criterion, type Registered, type Reply, type Way } from "../../broadcasts/index.ts";
import { contactParts, type ContactId } from "../../core/contact-id.ts";
import { foldNormalised, normalise } from "../../lib/vietnamese/index.ts";
import { peopleOfContacts, type PersonBrief, type PersonRecord } from "../../people/index.ts";
import { reaches } from "../../staff/index.ts";
import { isCommune } from "../../units/index.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { inReach, listPeople } from "../people.ts";
import { lookAt } from "./notice-plan.ts";
import { readOwn } from "./place.ts";

/** Somebody as the register knows them, as they are known in chat, or both. */
type Who = { name: string; person?: string; branch?: string | undefined; contacts: ContactId[]; record?: Registered };

/** Why somebody got a notice or did not; `at`: when that came about or ends, where it is known. */
export type NoticeStanding = { name: string; person?: string; branch?: string | undefined; channel?: string } & (
  | { kind: "row"; state: string | undefined; at?: number }
  /** Not among those who are meant. `late`: they are now, but were not when it was sent. */
  | { kind: "outside"; fails: Criterion | "court" | "together" }
  | { kind: "excepted"; by: Criterion[] }
  | { kind: "way"; rule: Way["rule"]; until?: number; price?: number; late: boolean }
);

/** "Why didn't Lan get it?" of one person of the register or one chat. 404 for whoever lies outside the desk's place. */
export async function noticeStanding(desk: Desk, id: string, { person, contact }: { person?: string; contact?: ContactId }): Promise<NoticeStanding> {
  const broadcast = await readOwn(desk, id);
  await lookAt(desk, broadcast);
  if (person !== undefined) return standingOf(desk, broadcast, await registered(desk, await inReach(desk, person, "people.read")));
  if (contact === undefined) throw new OfficeError(422, "fields-wrong", { fields: { person: "field-missing" } });
  const known = (await desk.ports.contacts.reachabilityOf([contact]))[0];
  const who = known && (await chatting(desk, known));
  if (!who) throw notFound();
  return standingOf(desk, broadcast, who);
}

/** Enough for a name; whoever is looked for under a very common one types more. */
const mostFound = 5;
/** Chats are looked through one by one: names in chat have no index. */
const [mostChats, atOnce] = [20_000, 500];

/** The same of everybody of one's place with that name, in the register or in chat. */
export async function standingsByName(desk: Desk, id: string, name: string): Promise<NoticeStanding[]> {
  const broadcast = await readOwn(desk, id);
  await lookAt(desk, broadcast);
  const people = desk.can("people.read") ? (await listPeople(desk, { text: name, limit: mostFound })).people : [];
  const found = await Promise.all(people.map((one) => registered(desk, one)));
  if (found.length < mostFound) found.push(...(await chatsNamed(desk, name, new Set(found.flatMap((one) => one.contacts)), mostFound - found.length)));
  return Promise.all(found.map((who) => standingOf(desk, broadcast, who)));
}

async function chatsNamed(desk: Desk, name: string, known: ReadonlySet<ContactId>, most: number): Promise<Who[]> {
  const wanted = foldNormalised(normalise(name));
  const found: Who[] = [];
  let after = "";
  for (let looked = 0; looked < mostChats && found.length < most; looked += atOnce) {
    const page = await desk.ports.contacts.page(after, atOnce);
    for (const one of page) {
      if (known.has(one._id) || !one.profile?.name || !foldNormalised(normalise(one.profile.name)).includes(wanted)) continue;
      const who = await chatting(desk, one);
      if (who && found.length < most && !found.some((other) => other.contacts.includes(one._id))) found.push(who);
    }
    if (page.length < atOnce) break;
    after = page.at(-1)!._id;
  }
  return found;
}

async function registered({ ports }: Desk, { _id, name, commune, branch, standing, status, birth, tags, contacts }: PersonRecord): Promise<Who> {
  const { kin } = await ports.notices.audience.families(contacts);
  const record: Registered = { id: _id, name, commune, ...(branch ? { branch } : {}), standing, active: status === "active", ...(birth ? { birth } : {}), tags, contacts };
  return { name, person: _id, branch, contacts: [...new Set([...contacts, ...[...kin.values()].flat()])], record };
}

/** Undefined: of another place than the desk's. */
async function chatting(desk: Desk, { _id, profile }: { _id: ContactId; profile: { name?: string; branch?: string } }): Promise<Who | undefined> {
  const scope = desk.scope("broadcasts.read");
  const [brief] = (await peopleOfContacts(desk.ports.people, [_id])) as (PersonBrief | undefined)[];
  const unit = brief?.branch ?? brief?.commune ?? profile?.branch ?? desk.ports.notices.audience.accountUnit(_id) ?? soleCommune(desk);
  const commune = unit && desk.tree.all.has(unit) ? desk.tree.communeOf(unit) : undefined;
  if (!reaches(scope, { commune, branch: unit })) return undefined;
  const kin = (await desk.ports.notices.audience.families([_id])).kin.get(_id) ?? [];
  return { name: brief?.name ?? profile?.name ?? "", ...(brief ? { person: brief._id } : {}), branch: brief?.branch ?? profile?.branch, contacts: [...new Set([_id, ...kin])] };
}

function soleCommune({ tree }: Desk): string | undefined {
  const all = [...tree.all.values()].filter((unit) => isCommune(unit) && unit.active);
  return all.length === 1 ? all[0]!._id : undefined;
}

async function standingOf(desk: Desk, broadcast: Broadcast, who: Who): Promise<NoticeStanding> {
  const { name, person, branch } = who;
  const known = { name, branch, ...(person ? { person } : {}) };
  const row = await rowOf(desk, broadcast, who);
  if (row) return { ...known, ...row };
  const { ports, now } = desk;
  const standing = await standingIn(ports.notices.audience, broadcast.audience, who, now);
  if ("fails" in standing) return { ...known, kind: "outside", fails: standing.fails };
  if ("excepted" in standing) return { ...known, kind: "excepted", by: standing.excepted };
  const way = wayTo(standing.person, broadcast.purpose, ports.notices.accounts, now);
  const late = broadcast.phase === "planned" || broadcast.state === "cancelled";
  return { ...known, kind: "way", rule: way.rule, late, ...(way.contact ? { channel: contactParts(way.contact).channel } : {}), ...("until" in way && way.until !== undefined ? { until: way.until } : {}), ...(way.rule === "paid" ? { price: way.price } : {}) };
}

/** What became of somebody's row. */
async function rowOf({ ports }: Desk, { _id: id, expiresAt, endedAt, startedAt }: Broadcast, { contacts, person }: Who): Promise<{ kind: "row"; state: string | undefined; channel?: string; at?: number } | undefined> {
  const names = [...contacts, ...(person ? [`person:${person}`] : [])];
  const chunk = await ports.broadcasts.chunks.findOne({ ...chunksOf(id), people: { $in: names } }).lean<Chunk>();
  if (!chunk) return undefined;
  const index = chunk.people.findIndex((one) => names.includes(one));
  const [contact, state] = [chunk.people[index]!, chunk.states[index]];
  const reply = state === "a" ? await ports.broadcasts.replies.findOne({ broadcast: id, contact: { $in: [...contacts] } }).lean<Reply>() : undefined;
  const at = { a: reply?.at, w: expiresAt, e: expiresAt, c: endedAt, s: startedAt, d: startedAt, r: startedAt }[state?.[0] ?? ""];
  return { kind: "row", state, ...(contact.startsWith("person:") ? {} : { channel: contactParts(contact).channel }), ...(at === undefined ? {} : { at }) };
}
