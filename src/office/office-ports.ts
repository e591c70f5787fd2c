import type { Model } from "mongoose";
import type { ActivityModels } from "../activities/index.ts";
import type { AuditModels, Subject } from "../audit/index.ts";
import type { AccountsReach, AudiencePorts, Broadcast, BroadcastModels, NoticeRules } from "../broadcasts/index.ts";
import type { CaseModels } from "../cases/index.ts";
import type { ClubModels } from "../clubs/index.ts";
import type { ConsentModels, DeletionRequest, RequestModels, RetainedKind } from "../consent/index.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { DialogueModels, TellPromotion } from "../dialogues/index.ts";
import type { HandoverModels } from "../handovers/index.ts";
import type { HookModels } from "../hooks/index.ts";
import type { IdentityModels } from "../identities/index.ts";
import type { ImportModels } from "../imports/index.ts";
import type { LinkModels } from "../links/index.ts";
import type { PictureOwner } from "../media/index.ts";
import type { PageModels } from "../pages/index.ts";
import type { PeopleModels } from "../people/index.ts";
import type { QuestionModels } from "../questions/index.ts";
import type { Right, StaffModels } from "../staff/index.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { MessageLog } from "../storage/message-log.ts";
import type { TokenModels } from "../tokens/index.ts";
import type { UnitModels } from "../units/index.ts";

/** Work that waits for whoever holds `right` over its place. */
export type StaffCall = { id: string; right: Right; commune: string | undefined; club?: string; /** Also whoever holds only this branch of it. */ branch?: string; /** Of staff: whose own work waits for others is not called. */ except?: string; key: string; params?: Record<string, unknown>; /** Button under it: key of its label, and the flow with its value. */ button?: { label: string; flow: string; value: string } };

/** Setting notices going and stopping them, in every process. */
export type NoticeWork = {
  plan(id: string): Promise<void>;
  preview(id: string, preview: string): Promise<void>;
  pause(id: string): Promise<boolean>;
  resume(id: string): Promise<boolean>;
  cancel(id: string): Promise<boolean>;
  retry(id: string): Promise<number>;
  /** Only this time of a series not. */
  skip(id: string): Promise<boolean>;
  /** Not for who waits for their next word any more. */
  withdraw(id: string): Promise<boolean>;
  rules(commune: string | undefined): Promise<NoticeRules>;
  /** Throws `NoticeTextMistake` where a text would fail for somebody. */
  check(text: string): void;
  /** What a flow can be begun with; undefined: there is no such flow. */
  takesOf(flow: string): readonly string[] | undefined;
  /** Where audiences find their people, and what each account can do towards them: as the planner asks. */
  audience: AudiencePorts;
  accounts: AccountsReach;
  /** As this person would read it, sent to them at once and not as a notice; the same `id` is one message. Not where their platform takes nothing for them now. */
  show(broadcast: Broadcast, to: { contact: ContactId; id: string; key: string }): Promise<"shown" | "out-of-reach" | "no-contact">;
};

/** What the verbs of this room work on; assembled once at start. */
export type OfficePorts = {
  units: UnitModels;
  people: PeopleModels;
  clubs: ClubModels;
  broadcasts: BroadcastModels;
  notices: NoticeWork;
  cases: CaseModels;
  dialogues: DialogueModels;
  activities: ActivityModels;
  links: LinkModels;
  /** Pictures staff bring for notices and activities. */
  pictures: { /** Channels on which they are not shown. */ without: readonly ChannelName[]; /** Of a notice that is gone. */ forget(notice: Pick<Broadcast, "_id" | "follows">): Promise<void>; keep(owner: PictureOwner, content: Buffer): Promise<string>; read(id: string, owner: PictureOwner): Promise<{ content: Buffer; type: string } | undefined>; remove(id: string, owner: PictureOwner): Promise<void> };
  /** Units somebody in chat belongs to, with their communes, as notices see it: what they named, the register, the account they write to. */
  unitsOf(contacts: readonly ContactId[]): Promise<ReadonlyMap<ContactId, readonly string[]>>;
  /** Gives the queue the reminders of what changed just now. */
  alignReminders(): Promise<void>;
  /** Tells somebody who waited that there is a seat. */
  tellPromoted: TellPromotion;
  questions: QuestionModels;
  consent: ConsentModels;
  /** What people asked about their data, with the law's clocks. */
  requests: RequestModels;
  handovers: HandoverModels;
  identities: IdentityModels;
  pages: PageModels;
  staff: StaffModels;
  audit: AuditModels;
  contacts: Contacts;
  log: MessageLog;
  imports: ImportModels;
  tokens: TokenModels;
  hooks: HookModels;
  /** Programs may be told at private addresses and over http. */
  privateHooks: boolean;
  /** Wishes platforms handed on to have an account's data deleted. */
  deletionRequests: Model<DeletionRequest>;
  /** How long each kind of data is kept, milliseconds. */
  retention: Readonly<Record<RetainedKind, number>>;
  /** Key of codes, marks and pseudonyms. */
  secret: string;
  timeZone: string;
  /** A sentence of locales to somebody in chat, in their own language; the same `id` is one message however often. False: there is no such contact. */
  tell(wish: { id: string; contact: ContactId; key: string; params?: Record<string, unknown> }): Promise<boolean>;
  /** Words of a person of staff, as they are; the same `id` is one message. */
  say(wish: { id: string; contact: ContactId; text: string }): Promise<boolean>;
  /** Deletes a chat and all that was said in it, from every store and queue. Safe to repeat. */
  forgetContact(contact: ContactId): Promise<void>;
  /** Deletes rows of imports that tell of somebody of the register. */
  forgetImportRows(person: string): Promise<void>;
  /** Deletes news for other programs that wait to be sent and are about this. */
  forgetNews(subject: Subject): Promise<void>;
  /** Says to staff with a right over something, in their own linked chats, that work waits; `flow` opens it there. */
  callStaff(call: StaffCall): Promise<void>;
  /** Work that went on after the answer failed: a bug, logged once. */
  failed(work: string, error: unknown): void;
  /** Tells open consoles that something of a commune changed (`topic`: "cases", "people"...). */
  announce(topic: string, commune: string | undefined): Promise<void>;
};
