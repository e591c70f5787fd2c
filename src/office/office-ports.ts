import type { AuditModels } from "../audit/index.ts";
import type { ClubModels } from "../clubs/index.ts";
import type { ConsentModels } from "../consent/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { DialogueModels } from "../dialogues/index.ts";
import type { HandoverModels } from "../handovers/index.ts";
import type { IdentityModels } from "../identities/index.ts";
import type { PageModels } from "../pages/index.ts";
import type { PeopleModels } from "../people/index.ts";
import type { QuestionModels } from "../questions/index.ts";
import type { StaffModels } from "../staff/index.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { MessageLog } from "../storage/message-log.ts";
import type { UnitModels } from "../units/index.ts";

/** What the verbs of this room work on; assembled once at start. */
export type OfficePorts = {
  units: UnitModels;
  people: PeopleModels;
  clubs: ClubModels;
  dialogues: DialogueModels;
  questions: QuestionModels;
  consent: ConsentModels;
  handovers: HandoverModels;
  identities: IdentityModels;
  pages: PageModels;
  staff: StaffModels;
  audit: AuditModels;
  contacts: Contacts;
  log: MessageLog;
  /** Key of codes, marks and pseudonyms. */
  secret: string;
  timeZone: string;
  /** A sentence of locales to somebody in chat, in their own language; the same `id` is one message however often. False: there is no such contact. */
  tell(wish: { id: string; contact: ContactId; key: string; params?: Record<string, unknown> }): Promise<boolean>;
  /** Tells open consoles that something of a commune changed (`topic`: "cases", "people"...). */
  announce(topic: string, commune: string | undefined): Promise<void>;
};
