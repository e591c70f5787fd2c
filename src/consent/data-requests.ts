import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/** What somebody may ask about their data (Law 91/2025; Decree 356/2025 art. 5). */
export const requestKinds = ["see", "correct", "copy", "delete", "withdraw", "restrict", "object"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Calendar days until it has to be done; the law's own, the stricter reading where sources differ (facts §6). One extension of as many. */
export const daysAllowed: Record<RequestKind, number> = { see: 10, correct: 10, copy: 10, delete: 20, withdraw: 15, restrict: 15, object: 15 };
/** Working days until the person has to hear that it is being seen to. */
const replyDays = 2;

const dayMs = 86_400_000;

export type DataRequest = {
  _id: string;
  /** Told to the person, "YC-7K2M9Q". */
  ref: string;
  kind: RequestKind;
  commune?: string;
  contact?: ContactId;
  person?: string;
  /** Where it came from: a channel's name, "paper", "platform". */
  via: string;
  words?: string;
  state: "received" | "replied" | "done" | "refused";
  /** Done within minutes by the person in chat: a line of the log, nothing to decide. */
  selfService?: boolean;
  receivedAt: number;
  replyBy: number;
  dueAt: number;
  repliedAt?: number;
  extended?: { at: number; by: string; why: string };
  closedAt?: number;
  closedBy?: string;
  /** What was done, or why not, as the person was told. */
  result?: string;
  revision: number;
};

export type RequestModels = { requests: Model<DataRequest> };

export function requestModels(connection: Connection): RequestModels {
  const { Mixed } = Schema.Types;
  const request = new Schema<DataRequest>(
    {
      _id: String, ref: String, kind: String, commune: String, contact: { type: String, index: true }, person: { type: String, index: true }, via: String, words: String, state: String, selfService: Boolean,
      receivedAt: Number, replyBy: Number, dueAt: Number, repliedAt: Number, extended: Mixed, closedAt: { type: Number, index: true }, closedBy: String, result: String, revision: Number,
    },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  request.index({ commune: 1, receivedAt: 1 });
  request.index({ receivedAt: 1 });
  return { requests: connection.model<DataRequest>("data-requests", request, "data-requests") };
}

export type NewRequest = Pick<DataRequest, "_id" | "ref" | "kind" | "commune" | "contact" | "person" | "via" | "words"> & { now: number };

/** Writes a request down with its clocks. The same id again is the same request. */
export async function recordRequest(models: RequestModels, { now, ...wish }: NewRequest): Promise<DataRequest> {
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Omit<NewRequest, "now">;
  const fresh: DataRequest = { ...given, state: "received", receivedAt: now, replyBy: afterWorkingDays(now, replyDays), dueAt: now + daysAllowed[wish.kind] * dayMs, revision: 1 };
  await insert(models, fresh);
  return (await models.requests.findById(wish._id).lean<DataRequest>()) ?? fresh;
}

/** A line of the log for what the person did alone in chat. Nobody is named: `contact` and `person` stay out. */
export async function logSelfService(models: RequestModels, { id, ref, kind, commune, via, now }: { id: string; ref: string; kind: RequestKind; commune?: string | undefined; via: string; now: number }): Promise<void> {
  await insert(models, { _id: id, ref, kind, ...(commune ? { commune } : {}), via, state: "done", selfService: true, receivedAt: now, replyBy: now, dueAt: now, repliedAt: now, closedAt: now, closedBy: "chat", revision: 1 });
}

export function isOpen(request: Pick<DataRequest, "state">): boolean {
  return request.state === "received" || request.state === "replied";
}

/** Late with the first word, or with the whole. */
export function isLate(request: DataRequest, now: number): boolean {
  return isOpen(request) && (now > request.dueAt || (request.state === "received" && now > request.replyBy));
}

/** Changes a request of the revision that was read. False: somebody else was faster. */
export async function changeRequest(models: RequestModels, request: DataRequest, changes: Partial<DataRequest>): Promise<boolean> {
  return (await models.requests.updateOne({ _id: request._id, revision: request.revision }, { $set: changes, $inc: { revision: 1 } })).matchedCount === 1;
}

/** That something was asked and done stays, without whom and what. */
export async function forgetRequests(models: RequestModels, who: { contact?: ContactId; person?: string }): Promise<void> {
  const unlink = { $unset: { contact: 1, person: 1, words: 1, result: 1 }, $inc: { revision: 1 } };
  if (who.contact) await models.requests.updateMany({ contact: who.contact }, unlink);
  if (who.person) await models.requests.updateMany({ person: who.person }, unlink);
}

export async function expireRequests(models: RequestModels, before: number): Promise<number> {
  return (await models.requests.deleteMany({ closedAt: { $lt: before } })).deletedCount;
}

/** `days` working days later, Monday to Friday in Việt Nam (UTC+7, no summer time); public holidays count as working days, which is stricter. */
export function afterWorkingDays(now: number, days: number): number {
  let at = now;
  for (let left = days; left > 0; ) {
    at += dayMs;
    const weekday = new Date(at + 7 * 3_600_000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return at;
}

async function insert(models: RequestModels, request: DataRequest): Promise<void> {
  const { _id, ...fields } = request;
  try {
    await models.requests.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
}
