import { createHmac } from "node:crypto";
import type { FaqEntry, Understanding } from "../../answers/index.ts";
import type { Purpose } from "../../broadcasts/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import { shortCode } from "../../core/short-code.ts";
import type { Desk, StaffCall } from "../../office/index.ts";
import type { TellPromotion } from "../../dialogues/index.ts";
import type { FeatureRooms } from "./rooms.ts";

/** `contact` made the code, `by` typed it. */
export type LinkedNotice = { id: string; contact: ContactId; by: ContactId };

/** What effects and sources need besides the rooms. */
export type EffectPorts = {
  /** Says to somebody from the waiting list that a seat became free. The same promotion may come twice, with the same id: one message. */
  tellPromotion: TellPromotion;
  /** Says to the contact that made a link code that another one was linked with it. The same `id` may come twice: one message. */
  tellLinked(notice: LinkedNotice): Promise<void>;
  understanding: { understand(text: string): Pick<Understanding, "candidates"> };
  answers: readonly FaqEntry[];
  /** Key of codes, marks and pseudonyms. With another one, acts played again after a crash look new, and proofs of consent are no longer found. */
  secret: string;
  /** Deletes what is kept of a conversation outside the rooms: message log, chat history, queued messages, rows of notices. Safe to repeat. */
  forgetMessages(contact: ContactId): Promise<void>;
  /** The unit an account belongs to; undefined or "": none was named. */
  pageUnit?(contact: ContactId): string | undefined;
  /** Says to staff that work waits; left out: nobody is called. */
  callStaff?(call: StaffCall): Promise<void>;
  /** Tells open consoles that something of a commune changed. */
  announce?(topic: string, commune: string | undefined): Promise<void>;
  /** The desk of the staff member whose own linked chat this is. */
  deskOf?(contact: ContactId, now: number): Promise<Desk | undefined>;
  /** Takes what staff's rooms know of a contact out of them: the log's words on their cases, a staff member's own chat. */
  forgetOffice?(contact: ContactId): Promise<void>;
  /** Makes this chat that of the staff member a code was made for; their name, or undefined for a wrong code. */
  linkStaff?(code: string, contact: ContactId, now: number): Promise<string | undefined>;
  /** Address people reach the installation at; absent: none. */
  publicUrl?: string;
  /** What the last notice was about that reached a contact in the last days. */
  lastNotice?(contact: ContactId, now: number): Promise<Purpose | undefined>;
  /** Takes notices that wait to be sent to a contact out, and to those the register joins with it: of one purpose, or all. */
  dropNotices?(contact: ContactId, purpose?: Purpose): Promise<unknown>;
  /** IANA zone of dates in texts made here. */
  timeZone?: string;
};

export type EffectTools = EffectPorts & {
  timeZone: string;
  /** Recognises an act when it is played again, without keeping the platform's event id. */
  mark(key: string): string;
  /** A short code people can read aloud, always the same for the same act: "CLB-7K2M9Q". */
  code(prefix: string, key: string, attempt?: number): string;
};

export type Shelf = { rooms: FeatureRooms; tools: EffectTools };

export function createTools(ports: EffectPorts): EffectTools {
  return {
    ...ports,
    timeZone: ports.timeZone ?? "Asia/Ho_Chi_Minh",
    mark: (key) => createHmac("sha256", ports.secret).update(`mark|${key}`).digest("base64url").slice(0, 22),
    code: (prefix, key, attempt) => shortCode(prefix, ports.secret, key, attempt),
  };
}
