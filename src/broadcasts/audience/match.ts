import { contactParts, type ContactId } from "../../core/contact-id.ts";
import type { Reachability } from "../../storage/contacts.ts";
import type { UnitTree } from "../../units/index.ts";
import { standing, type Facts } from "./facts.ts";
import type { AudiencePorts, PeopleList } from "./ports.ts";
import { criteriaOf, type AudienceCriteria, type AudienceQuery, type Criterion } from "./query.ts";

const dayMs = 86_400_000;

/** Criteria that are lists other rooms keep. */
export const listCriteria = ["contacts", "questions", "activities", "dialogues", "clubs"] as const satisfies Criterion[];
type ListCriterion = Exclude<(typeof listCriteria)[number], "contacts">;

/** What the register alone can tell of somebody who never wrote. */
const registerCriteria: readonly Criterion[] = ["units", "roles", "ageBands", "tags"];

/** Whether people without a chat can be meant at all. */
export function meansRegister(query: AudienceQuery): boolean {
  return query.owing === undefined && criteriaOf(query).every((name) => registerCriteria.includes(name));
}

export function listsOf(query: AudienceCriteria, criterion: ListCriterion): PeopleList[] {
  if (criterion === "clubs" || criterion === "questions") return (query[criterion] ?? []).map((id) => ({ kind: criterion, id }));
  return (query[criterion] ?? []).map(({ id, who, before }) => ({ kind: criterion, id, who, ...(before === undefined ? {} : { before }) }));
}

/** A human being who fits: the contacts that are meant, and the one at which they are counted. */
export type Fitting = { facts: Facts; meant: readonly ContactId[]; countedAt: ContactId | undefined };

/** Contacts that candidates are taken from; undefined: all of them. */
type Source = ReadonlySet<ContactId> | undefined;

/**
 * Which of some human beings fit a query. Somebody fits with all their chats together (a club joined on one, a registration on another), and
 * is excepted for what stands at any of them. Lists are asked once for all of them.
 */
export class Matcher {
  private readonly query: AudienceQuery;
  private readonly now: number;
  private readonly tree: UnitTree;
  private readonly court: ReadonlySet<string> | undefined;
  private readonly units: ReadonlyMap<AudienceCriteria, ReadonlySet<string>>;

  constructor(query: AudienceQuery, tree: UnitTree, now: number) {
    this.query = query;
    this.tree = tree;
    this.now = now;
    this.units = new Map([query, ...(query.except ? [query.except] : [])].map((criteria) => [criteria, new Set(this.heirs(criteria.units ?? []).flatMap((unit) => [unit, ...this.tree.subtree(unit)]))]));
    this.court = query.court && new Set(this.heirs(query.court));
  }

  async fitting(ports: AudiencePorts, all: readonly Facts[]): Promise<Fitting[]> {
    const { left: inCourt, source: owing } = await this.owing(ports, all.filter((facts) => this.inCourt(facts)));
    const { left, source = owing } = await this.meet(ports, this.query, inCourt);
    const { except } = this.query;
    const excepted = new Set(except && criteriaOf(except).length > 0 ? (await this.meet(ports, except, left)).left : []);
    return left.filter((facts) => !excepted.has(facts)).map((facts) => ({ facts, meant: this.meant(facts), countedAt: idsOf([facts]).filter((id) => !source || source.has(id)).sort(byId)[0] }));
  }

  /** For people without a chat. */
  fitsRegister(facts: Facts): boolean {
    if (!this.inCourt(facts) || !this.meetsOwn(this.query, facts)) return false;
    const except = this.query.except;
    return !except || criteriaOf(except).length === 0 || !(criteriaOf(except).every((name) => registerCriteria.includes(name)) && this.meetsOwn(except, facts));
  }

  private inCourt({ communes }: Facts): boolean {
    return !this.court || communes.some((commune) => this.court!.has(commune));
  }

  /** A notice that was planned before a merger is for those who are there now. */
  private heirs(units: readonly string[]): string[] {
    return units.flatMap((unit) => [unit, ...standing(this.tree, unit)]);
  }

  private async owing(ports: AudiencePorts, all: readonly Facts[]): Promise<{ left: readonly Facts[]; source: Source }> {
    if (!this.query.owing || all.length === 0) return { left: all, source: undefined };
    const owing = await ports.owing(all.flatMap(({ records }) => records.map((one) => one.id)), this.query.owing);
    const who = all.flatMap(({ records }) => records.filter((one) => owing.has(one.id)));
    return { left: all.filter(({ records }) => records.some((one) => owing.has(one.id))), source: new Set(who.flatMap((one) => one.contacts)) };
  }

  /** `source`: of the list the query's candidates are taken from. */
  private async meet(ports: AudiencePorts, criteria: AudienceCriteria, all: readonly Facts[]): Promise<{ left: readonly Facts[]; source: Source }> {
    let left = all.filter((facts) => this.meetsOwn(criteria, facts));
    const from = listCriteria.find((name) => criteria[name] !== undefined);
    let source: Source = from === "contacts" ? new Set(criteria.contacts) : undefined;
    for (const criterion of ["questions", "activities", "dialogues", "clubs"] as const) {
      if (criteria[criterion] === undefined || left.length === 0) continue;
      const ids = idsOf(left);
      const listed = new Set((await Promise.all(listsOf(criteria, criterion).map((list) => ports.among(list, ids)))).flatMap((one) => [...one]));
      left = left.filter(({ contacts }) => contacts.some((one) => listed.has(one._id)));
      if (criterion === from) source = listed;
    }
    if (criteria.topics && left.length > 0) {
      const asked = await ports.askedAbout(criteria.topics, idsOf(left));
      left = left.filter(({ contacts }) => contacts.some((one) => asked.has(one._id)));
    }
    return { left, source };
  }

  /** The criteria a person's own facts decide. Channel and language are of one chat, and are asked of the same. */
  private meetsOwn(criteria: AudienceCriteria, { contacts, record, roles, units, ageBand }: Facts): boolean {
    if (criteria.units && !units.some((unit) => this.units.get(criteria)!.has(unit))) return false;
    if (criteria.roles && !criteria.roles.some((role) => roles.has(role))) return false;
    if (criteria.ageBands && !(ageBand && criteria.ageBands.includes(ageBand))) return false;
    if (criteria.tags && !(record?.active && criteria.tags.some((tag) => record.tags.includes(tag)))) return false;
    if (criteria.contacts && !contacts.some((one) => criteria.contacts!.includes(one._id))) return false;
    if ((criteria.channels || criteria.locales) && !contacts.some((one) => isOf(criteria, one))) return false;
    const lastSeen = Math.max(-Infinity, ...contacts.map((one) => one.lastInboundAt));
    if (criteria.seenWithinDays && !(this.now - lastSeen <= criteria.seenWithinDays * dayMs)) return false;
    return !(criteria.silentForDays && !(contacts.length > 0 && this.now - lastSeen > criteria.silentForDays * dayMs));
  }

  /** A channel that was asked for is the only one that counts; otherwise any of the person's. */
  private meant({ contacts }: Facts): ContactId[] {
    return contacts.filter((one) => !this.query.channels || isOf(this.query, one)).map((one) => one._id);
  }
}

function isOf({ channels, locales }: AudienceCriteria, { _id, locale }: Reachability): boolean {
  return (!channels || channels.includes(contactParts(_id).channel)) && (!locales || locales.includes(locale));
}

function idsOf(all: readonly Facts[]): ContactId[] {
  return all.flatMap(({ contacts }) => contacts.map((one) => one._id));
}

/** By code units, as the store orders ids. */
export function byId(a: string, b: string): number {
  return a < b ? -1 : 1;
}
