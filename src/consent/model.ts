import { createHash, createHmac } from "node:crypto";
import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/** Proof of one consent (Law 91/2025 art. 9; the fields of facts/domain.md §6). */
export type ConsentRecord = {
  /** Mark of the act that agreed. */
  _id: string;
  /** Pseudonym: proves a person's consent to whoever has the person's id and our key, names nobody by itself. */
  subject: string;
  purpose: string;
  /** Whose notice it was: who may count it. */
  commune?: string;
  /** Hash of the notice shown, its words are kept once in `notices`; its first characters serve as the version. */
  noticeVersion: string;
  noticeHash: string;
  channel: string;
  /** The very words of the buttons or phrases. */
  words: string;
  /** Somebody said to be parent or guardian agreed as well. */
  guardian: boolean;
  givenAt: number;
  withdrawnAt?: number;
  /** Mark of the act that withdrew. */
  withdrawMark?: string;
  /** Everything else about the person was deleted then; the proof stays as long as it may be asked for. */
  erasedAt?: number;
};

/** What people were shown, word for word. */
export type Notice = { _id: string; locale: "vi" | "en"; text: string; firstShownAt: number };

export type ConsentModels = { records: Model<ConsentRecord>; notices: Model<Notice> };

export function consentModels(connection: Connection): ConsentModels {
  const record = new Schema<ConsentRecord>(
    {
      _id: String, subject: { type: String, index: true }, purpose: String, commune: { type: String, index: true }, noticeVersion: String, noticeHash: String, channel: String, words: String, guardian: Boolean,
      givenAt: Number, withdrawnAt: Number, withdrawMark: String, erasedAt: Number,
    },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  const notice = new Schema<Notice>({ _id: String, locale: String, text: String, firstShownAt: Number }, { versionKey: false, autoIndex: false, autoCreate: false });
  return { records: connection.model<ConsentRecord>("consent-records", record, "consent-records"), notices: connection.model<Notice>("consent-notices", notice, "consent-notices") };
}

/** The pseudonym of a person in the ledger. */
export function consentSubject(secret: string, contact: ContactId): string {
  return createHmac("sha256", secret).update(`consent|${contact}`).digest("base64url").slice(0, 22);
}

export function noticeHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Consents somebody holds now, newest first. */
export async function standingConsents(models: ConsentModels, subject: string): Promise<ConsentRecord[]> {
  const all = await models.records.find({ subject }).lean<ConsentRecord[]>();
  return all.filter((one) => one.withdrawnAt === undefined).sort((a, b) => b.givenAt - a.givenAt);
}

/** Did a parent or guardian agree to this, as far as we were told? */
export async function hasGuardianConsent(models: ConsentModels, subject: string, purpose: string): Promise<boolean> {
  return (await standingConsents(models, subject)).some((one) => one.purpose === purpose && one.guardian);
}
