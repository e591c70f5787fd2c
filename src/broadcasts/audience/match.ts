import { contactParts, type ContactId } from "../../core/contact-id.ts";
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

/** Which of some people fit a query. Lists are asked once for all of them. */
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

  async fitting(ports: AudiencePorts, all: readonly Facts[]): Promise<Set<ContactId>> {
    const inCourt = await this.owing(ports, all.filter((facts) => this.inCourt(facts)));
    const fitting = await this.meet(ports, this.query, inCourt);
    if (!this.query.except || criteriaOf(this.query.except).length === 0) return new Set(idsOf(fitting));
    const excepted = new Set(idsOf(await this.meet(ports, this.query.except, fitting)));
    return new Set(idsOf(fitting).filter((id) => !excepted.has(id)));
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

  private async owing(ports: AudiencePorts, all: readonly Facts[]): Promise<readonly Facts[]> {
    if (!this.query.owing || all.length === 0) return all;
    const owing = await ports.owing(all.flatMap(({ record }) => (record ? [record.id] : [])), this.query.owing);
    return all.filter(({ record }) => record && owing.has(record.id));
  }

  private async meet(ports: AudiencePorts, criteria: AudienceCriteria, all: readonly Facts[]): Promise<readonly Facts[]> {
    let left = all.filter((facts) => this.meetsOwn(criteria, facts));
    for (const criterion of ["questions", "activities", "dialogues", "clubs"] as const) {
      if (criteria[criterion] === undefined || left.length === 0) continue;
      const ids = idsOf(left);
      const listed = await Promise.all(listsOf(criteria, criterion).map((list) => ports.among(list, ids)));
      left = left.filter(({ contact }) => listed.some((one) => one.has(contact!._id)));
    }
    if (criteria.topics && left.length > 0) {
      const asked = await ports.askedAbout(criteria.topics, idsOf(left));
      left = left.filter(({ contact }) => asked.has(contact!._id));
    }
    return left;
  }

  /** The criteria a person's own facts decide. */
  private meetsOwn(criteria: AudienceCriteria, { contact, record, roles, units, ageBand }: Facts): boolean {
    if (criteria.units && !units.some((unit) => this.units.get(criteria)!.has(unit))) return false;
    if (criteria.roles && !criteria.roles.some((role) => roles.has(role))) return false;
    if (criteria.ageBands && !(ageBand && criteria.ageBands.includes(ageBand))) return false;
    if (criteria.tags && !criteria.tags.some((tag) => record?.tags.includes(tag))) return false;
    if (criteria.contacts && !(contact && criteria.contacts.includes(contact._id))) return false;
    if (criteria.channels && !(contact && criteria.channels.includes(contactParts(contact._id).channel))) return false;
    if (criteria.locales && !(contact && criteria.locales.includes(contact.locale))) return false;
    if (criteria.seenWithinDays && !(contact && this.now - contact.lastInboundAt <= criteria.seenWithinDays * dayMs)) return false;
    return !(criteria.silentForDays && !(contact && this.now - contact.lastInboundAt > criteria.silentForDays * dayMs));
  }
}

function idsOf(all: readonly Facts[]): ContactId[] {
  return all.flatMap(({ contact }) => (contact ? [contact._id] : []));
}
