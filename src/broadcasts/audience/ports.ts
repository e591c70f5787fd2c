import type { ContactId } from "../../core/contact-id.ts";
import type { Reachability } from "../../storage/contacts.ts";
import type { UnitTree } from "../../units/index.ts";
import type { AudienceRole, Gatherer } from "./query.ts";

/** A list of people some room keeps: a club's, an activity's, those who asked a question. */
export type PeopleList = { kind: "clubs" | "questions"; id: string } | { kind: "activities" | "dialogues"; id: string; who: Gatherer; before?: number };

/** What the register knows of somebody, as far as audiences ask. */
export type Registered = { id: string; name: string; commune: string; branch?: string; standing: "youth" | "member"; active: boolean; birth?: string; tags: readonly string[]; contacts: readonly ContactId[] };

/** What audiences read; assembled once at start. All lists come in ascending order of their ids. */
export type AudiencePorts = {
  contactsPage(after: ContactId, limit: number): Promise<Reachability[]>;
  contactsOf(ids: readonly ContactId[]): Promise<Reachability[]>;
  /** A list's contacts after `after`. */
  listed(list: PeopleList, after: ContactId, limit: number): Promise<ContactId[]>;
  /** Those of `contacts` that are on the list. */
  among(list: PeopleList, contacts: readonly ContactId[]): Promise<ReadonlySet<ContactId>>;
  /** Those of `contacts` that asked about one of the topics. */
  askedAbout(topics: readonly string[], contacts: readonly ContactId[]): Promise<ReadonlySet<ContactId>>;
  /** Chats of members who owe dues, ascending, after `after`. */
  owingContacts(of: { commune: string; months: readonly string[] }, after: string, limit: number): Promise<ContactId[]>;
  /** Those of some people of the register who do. */
  owing(people: readonly string[], of: { commune: string; months: readonly string[] }): Promise<ReadonlySet<string>>;
  /** People of the register without any chat, of these communes (all of them: undefined), after `after`. */
  withoutChat(communes: readonly string[] | undefined, after: string, limit: number): Promise<Registered[]>;
  /** Posts people of the register hold now. */
  rolesOf(people: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<AudienceRole>>>;
  /** Who is one human being: all their contacts, by each contact asked about, itself included; and what the register has of them. */
  families(contacts: readonly ContactId[]): Promise<{ kin: ReadonlyMap<ContactId, readonly ContactId[]>; records: readonly Registered[] }>;
  /** The unit whose account the contact writes to. */
  accountUnit(contact: ContactId): string | undefined;
  tree(): Promise<UnitTree>;
};
