import type { Redis } from "ioredis";
import { auditModels, forgetSubject, type AuditModels } from "../audit/index.ts";
import { formatPayload } from "../core/payload.ts";
import type { ContactId } from "../core/contact-id.ts";
import { factsOf } from "../broadcasts/index.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { TellPromotion } from "../dialogues/index.ts";
import { consentSubject, deletionRequestModel } from "../consent/index.ts";
import { forgetRows, importModels, type ImportModels } from "../imports/index.ts";
import { forgetEvents, hookModels, type HookModels } from "../hooks/index.ts";
import { erasePerson } from "../members/index.ts";
import { channelsWithoutPictures, forgetFile, keepPicture, pictureOf } from "../media/index.ts";
import { openDesk, type Desk, type NoticeWork, type OfficePorts, type StaffCall } from "../office/index.ts";
import type { PageModels } from "../pages/index.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Texts } from "../runtime/texts.ts";
import { findTicket, reaches, scopeOf, staffModels, useTicket, type StaffMember, type StaffModels } from "../staff/index.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { MessageLog } from "../storage/message-log.ts";
import { forgetOnces, tokenModels, type TokenModels } from "../tokens/index.ts";
import { unitTree } from "../units/index.ts";
import { forgetNoticePictures } from "./notice-pictures.ts";
import type { Connection } from "mongoose";
import { liveTopic } from "../web/console/live.ts";
import { createAudiencePorts } from "./audiences.ts";
import type { Rooms } from "./rooms.ts";

/** The rooms only staff work in. */
export type OfficeRooms = { staff: StaffModels; audit: AuditModels; imports: ImportModels; tokens: TokenModels; hooks: HookModels };

export async function openOfficeRooms(connection: Connection): Promise<OfficeRooms> {
  const rooms: OfficeRooms = { staff: staffModels(connection), audit: auditModels(connection), imports: importModels(connection), tokens: tokenModels(connection), hooks: hookModels(connection) };
  await Promise.all(Object.values(rooms).flatMap((room) => Object.values(room)).map((model) => model.createIndexes()));
  return rooms;
}

type RetentionSetting = "MESSAGE_RETENTION" | "MEDIA_RETENTION" | "HANDOVER_RETENTION" | "QUESTION_RETENTION" | "ANSWERED_QUESTION_RETENTION" | "CASE_RETENTION" | "ACTIVITY_RETENTION" | "IMPORT_RETENTION" | "REQUEST_RETENTION" | "AUDIT_RETENTION" | "CONSENT_PROOF_RETENTION";

/** How long each kind of data is kept, by the settings. */
export function retentionOf(config: Pick<Config, RetentionSetting>): OfficePorts["retention"] {
  return {
    messages: config.MESSAGE_RETENTION, media: config.MEDIA_RETENTION, memberships: config.MESSAGE_RETENTION, handovers: config.HANDOVER_RETENTION, questions: config.QUESTION_RETENTION,
    "answered-questions": config.ANSWERED_QUESTION_RETENTION, cases: config.CASE_RETENTION, activities: config.ACTIVITY_RETENTION, imports: config.IMPORT_RETENTION, requests: config.REQUEST_RETENTION, audit: config.AUDIT_RETENTION, "consent-proofs": config.CONSENT_PROOF_RETENTION,
  };
}

export type OfficeParts = {
  rooms: Rooms; pages: PageModels; contacts: Contacts; log: MessageLog; secret: string; config: Pick<Config, RetentionSetting | "TIME_ZONE" | "HOOKS_ALLOW_PRIVATE" | "PUBLIC_URL">; lanes: Lanes; texts: Texts; redis: Redis; logger: Logger;
  tellPromoted: TellPromotion;
  notices: NoticeWork;
  alignReminders(): Promise<void>;
  forgetMessages(contact: ContactId): Promise<void>;
};

/** What the verbs of staff work on. */
export function officePorts({ rooms, pages, contacts, log, secret, config, lanes, texts, redis, logger, tellPromoted, notices, alignReminders, forgetMessages }: OfficeParts): OfficePorts {
  const { broadcasts, units, people, clubs, cases, dialogues, activities, links, questions, consent, requests, handovers, identities, staff, audit, imports, tokens, hooks } = rooms;
  const send = async (message: OutboundMessage): Promise<void> => void (await lanes.add("out", [{ contact: message.to, id: message.id, json: JSON.stringify(message) }]));
  const ports: OfficePorts = {
    broadcasts, notices, units, people, clubs, cases, dialogues, activities, links, tellPromoted, alignReminders, pictures: { without: channelsWithoutPictures(config.PUBLIC_URL ?? undefined), forget: (notice) => forgetNoticePictures(rooms, notice), keep: (owner, content) => keepPicture(rooms.media, owner, content, Date.now()), read: (id, owner) => pictureOf(rooms.media, id, owner), remove: (id, owner) => forgetFile(rooms.media, id, owner) }, questions, consent, requests, handovers, identities, pages, staff, audit, imports, tokens, hooks, contacts, log, secret,
    unitsOf: (ids) => unitsOf(ids, rooms, contacts, pages),
    deletionRequests: deletionRequestModel(imports.imports.db),
    privateHooks: config.HOOKS_ALLOW_PRIVATE,
    retention: retentionOf(config),
    timeZone: config.TIME_ZONE,
    async tell({ id, contact, key, params = {} }) {
      const found = await contacts.load(contact);
      const text = found && texts.text(key, params, found.locale);
      if (!text) return false;
      await send({ id, to: contact, text, urgency: "reply" });
      return true;
    },
    async say({ id, contact, text }) {
      if (!(await contacts.load(contact))) return false;
      await send({ id, to: contact, text, urgency: "reply", author: "staff" });
      return true;
    },
    async forgetContact(contact) {
      await erasePerson(rooms, { contact, subject: consentSubject(secret, contact), mark: "erased", now: Date.now() }, tellPromoted);
      await forgetMessages(contact);
      await lanes.forget(contact, { inbound: true });
      await contacts.remove(contact);
    },
    forgetImportRows: (person) => forgetRows(imports, person),
    async forgetNews(subject) {
      await forgetEvents(hooks, subject);
      await forgetOnces(tokens, subject.id);
    },
    async callStaff(call) {
      for (const { to, locale } of await reachable(ports, call)) {
        const { id, key, params = {}, button } = call;
        const choices = button ? [{ label: texts.text(button.label, {}, locale) ?? button.label, payload: formatPayload({ kind: "flow", flow: button.flow, value: button.value }) }] : undefined;
        await send({ id: `${id}|${to}`, to, text: texts.text(key, params, locale) ?? "", urgency: "reply", ...(choices ? { choices } : {}) });
      }
    },
    failed: (work, error) => logger.error({ err: error, work }, "work of the console failed"),
    async announce(topic, commune) {
      await redis.publish(liveTopic(lanes.prefix), JSON.stringify({ topic, ...(commune === undefined ? {} : { commune }) }));
    },
  };
  return ports;
}

async function unitsOf(ids: readonly ContactId[], rooms: Rooms, contacts: Contacts, pages: PageModels): Promise<Map<ContactId, string[]>> {
  if (ids.length === 0) return new Map();
  const accounts = new Map((await pages.pages.find({}, { unit: 1 }).lean<{ _id: string; unit: string }[]>()).map((one) => [one._id, one]));
  const audience = createAudiencePorts(rooms, contacts, { entry: (id) => accounts.get(id) });
  const asked = await contacts.reachabilityOf([...new Set(ids)]);
  const { records } = await audience.families(asked.map((one) => one._id));
  const facts = await factsOf(audience, asked.map((one) => [one]), records);
  return new Map(facts.flatMap(({ contacts: own, units, communes }) => own.map((one) => [one._id, [...new Set([...units, ...communes])]] as const)));
}

/** Staff with a right over a place, as far as they linked a chat of their own. */
async function reachable(ports: OfficePorts, call: StaffCall): Promise<{ to: ContactId; locale: "vi" | "en" }[]> {
  // An owner is called only where nobody else is: in one commune the owner is the secretary, in a province owners would hear of everything.
  const others = await holders(ports, call, false);
  return others.length > 0 ? others : holders(ports, call, true);
}

async function holders(ports: OfficePorts, { right, commune, club, branch, except }: StaffCall, owners: boolean): Promise<{ to: ContactId; locale: "vi" | "en" }[]> {
  const tree = await unitTree(ports.units);
  const linked = await ports.staff.members.find({ contact: { $gt: "" }, state: "active", ...(except === undefined ? {} : { _id: { $ne: except } }) }).lean<StaffMember[]>();
  return linked.flatMap(({ grants, contact, locale }) => {
    const scope = scopeOf(grants.filter((grant) => owners || grant.role !== "owner"), right, tree);
    return contact && scope && reaches(scope, { commune, club, branch }) ? [{ to: contact, locale }] : [];
  });
}

/** What staff can do from their own linked chats. */
export function chatDesks(ports: OfficePorts) {
  const deskOf = async (contact: ContactId, now: number): Promise<Desk | undefined> => {
    const staff = await ports.staff.members.findOne({ contact, state: "active" }).lean<StaffMember>();
    if (!staff) return undefined;
    return openDesk(ports, { actor: { kind: "staff", id: staff._id, name: staff.name || staff.login }, grants: staff.grants, locale: staff.locale, tree: await unitTree(ports.units), now });
  };
  return {
    callStaff: (call: StaffCall) => ports.callStaff(call),
    deskOf,
    mayNotify: async (contact: ContactId): Promise<boolean> => (await deskOf(contact, Date.now()))?.can("broadcasts.write") ?? false,
    async linkStaff(code: string, contact: ContactId, now: number): Promise<string | undefined> {
      const before = await ports.staff.members.findOne({ contact, state: "active" }).lean<StaffMember>();
      const ticket = await findTicket(ports.staff, code, now);
      // Typed again after a crash: the code is used, the chat is linked.
      if (ticket?.kind !== "link-contact" || !(await useTicket(ports.staff, code, now))) return before ? before.name : undefined;
      // One chat is one person's.
      await ports.staff.members.updateMany({ contact, _id: { $ne: ticket.staff } }, { $unset: { contact: 1 }, $inc: { revision: 1 } });
      await ports.staff.members.updateOne({ _id: ticket.staff }, { $set: { contact }, $inc: { revision: 1 } });
      return (await ports.staff.members.findById(ticket.staff).lean<StaffMember>())?.name;
    },
    async forgetOffice(contact: ContactId): Promise<void> {
      for (const one of await ports.cases.cases.find({ contact }, { _id: 1 }).lean()) await forgetSubject(ports.audit, { kind: "case", id: one._id });
      await ports.staff.members.updateMany({ contact }, { $unset: { contact: 1 }, $inc: { revision: 1 } });
    },
  };
}
