import { randomBytes } from "node:crypto";
import { z } from "zod";
import { changeRequest, consentSubject, daysAllowed, isLate, isOpen, recordRequest, requestKinds, standingConsents, type ConsentRecord, type DataRequest } from "../consent/index.ts";
import { shortCode } from "../core/short-code.ts";
import { personById, type PersonRecord } from "../people/index.ts";
import { reaches, withinCommune } from "../staff/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { eraseChat, erasePersonEverywhere } from "./erase.ts";
import { notFound, OfficeError } from "./office-error.ts";
import { inReach } from "./people.ts";

const dayMs = 86_400_000;
export const newRequestInput = z.strictObject({ kind: z.enum(requestKinds, "field-wrong"), person: z.string().max(60), words: z.string().max(1000, "too-long").optional() });
export const answerInput = z.strictObject({ outcome: z.enum(["done", "refused"], "field-wrong"), result: z.string().max(1000, "too-long").optional(), /** Delete: also the person's chats. */ chats: z.boolean().optional() });

export type ListedRequest = DataRequest & { late: boolean; name: string };

/** Open requests, the most pressing first; or the log of closed ones, newest first. */
export async function listRequests(desk: Desk, { closed = false, limit = 100 }: { closed?: boolean; limit?: number } = {}): Promise<ListedRequest[]> {
  const where = { ...withinCommune(desk.scope("privacy.read")), state: { $in: closed ? ["done", "refused"] : ["received", "replied"] } };
  const found = await desk.ports.requests.requests.find(where as Record<string, unknown>).lean<DataRequest[]>();
  found.sort(closed ? (a, b) => b.receivedAt - a.receivedAt : (a, b) => a.dueAt - b.dueAt);
  return named(desk, found.slice(0, limit));
}

export async function readRequest(desk: Desk, id: string): Promise<ListedRequest & { record?: PersonRecord }> {
  const request = await mine(desk, id, "privacy.read");
  await desk.audit("request.read", { subject: { kind: "request", id }, commune: request.commune, look: true });
  const record = request.person ? await personById(desk.ports.people, request.person) : undefined;
  return { ...(await named(desk, [request]))[0]!, ...(record ? { record } : {}) };
}

/** A request that came on paper or by word of mouth. */
export async function openRequest(desk: Desk, input: unknown): Promise<DataRequest> {
  const { kind, person: id, words } = checked(newRequestInput, input);
  desk.scope("privacy.answer");
  const person = await inReach(desk, id, "people.read");
  const key = randomBytes(12).toString("base64url");
  const request = await recordRequest(desk.ports.requests, { _id: `r${key}`, ref: shortCode("YC", desk.ports.secret, key), kind, commune: person.commune, person: id, contact: person.contacts[0], via: "paper", words: words?.trim() || undefined, now: desk.now });
  await desk.audit("request.opened", { subject: { kind: "request", id: request._id }, commune: person.commune, after: { kind } });
  await desk.ports.announce("privacy", person.commune);
  return request;
}

/** The first word: it is being seen to, until when. */
export async function replyToRequest(desk: Desk, id: string): Promise<void> {
  const request = await mine(desk, id, "privacy.answer");
  if (request.state !== "received") throw new OfficeError(409, "request-decided");
  await change(desk, request, { state: "replied", repliedAt: desk.now }, "request.replied");
  await tell(desk, request, "replied", { due: request.dueAt });
}

/** The one extension the law allows, with its reason; the person hears of it. */
export async function extendRequest(desk: Desk, id: string, why: string): Promise<void> {
  const request = await mine(desk, id, "privacy.answer");
  const reason = why.normalize("NFC").trim().slice(0, 300);
  if (reason === "") throw new OfficeError(422, "fields-wrong", { fields: { why: "reason-missing" } });
  if (!isOpen(request) || request.extended) throw new OfficeError(409, request.extended ? "extended-before" : "request-decided");
  const dueAt = request.dueAt + daysAllowed[request.kind] * dayMs;
  await change(desk, request, { dueAt, extended: { at: desk.now, by: desk.actor.id, why: reason } }, "request.extended");
  await tell(desk, request, "extended", { due: dueAt, why: reason });
}

/**
 * Ends a request. "done" of a deletion deletes, everywhere; a refusal needs its reason. The person is told first where their chat goes
 * with it.
 */
export async function closeRequest(desk: Desk, id: string, input: unknown): Promise<void> {
  const { outcome, result, chats = true } = checked(answerInput, input);
  const request = await mine(desk, id, "privacy.answer");
  const words = result?.normalize("NFC").trim() ?? "";
  if (!isOpen(request)) throw new OfficeError(409, "request-decided");
  if (outcome === "refused" && words === "") throw new OfficeError(422, "fields-wrong", { fields: { result: "reason-missing" } });
  const deletes = outcome === "done" && request.kind === "delete";
  if (deletes && request.person) await inReach(desk, request.person, "people.delete");
  await tell(desk, request, outcome, { result: words });
  if (deletes) {
    // Its words go with the person; the line of the log that is left names nobody.
    if (request.person) await erasePersonEverywhere(desk.ports, request.person, { chats, now: desk.now });
    if (request.contact && chats) await eraseChat(desk.ports, request.contact, desk.now);
    await desk.ports.requests.requests.updateOne({ _id: id }, { $set: { state: "done", closedAt: desk.now, closedBy: desk.actor.id }, $unset: { words: 1, contact: 1, person: 1, result: 1 }, $inc: { revision: 1 } });
    await desk.audit("request.done", { subject: { kind: "request", id }, commune: request.commune });
  } else await change(desk, request, { state: outcome, closedAt: desk.now, closedBy: desk.actor.id, ...(words ? { result: words } : {}) }, `request.${outcome}`);
  await desk.ports.announce("privacy", request.commune);
}

/** Deletes somebody of the register at once, for whoever may. The log keeps that it was done. */
export async function deletePerson(desk: Desk, id: string, { chats = true }: { chats?: boolean } = {}): Promise<void> {
  const person = await inReach(desk, id, "people.delete");
  await erasePersonEverywhere(desk.ports, id, { chats, now: desk.now });
  await desk.audit("person.deleted", { subject: { kind: "person", id }, commune: person.commune });
  await desk.ports.announce("people", person.commune);
}

/** What somebody agreed to in each of their chats. */
export async function consentsOf(desk: Desk, person: PersonRecord): Promise<ConsentRecord[]> {
  const all = await Promise.all(person.contacts.map((contact) => standingConsents(desk.ports.consent, consentSubject(desk.ports.secret, contact))));
  return all.flat().sort((a, b) => b.givenAt - a.givenAt);
}

export type LedgerRow = { purpose: string; version: string; given: number; withdrawn: number; guardian: number; lastAt: number };

/** How many consents stand in one's own communes, by purpose and version of the notice: the ledger as a whole names nobody. */
export async function consentLedger(desk: Desk): Promise<LedgerRow[]> {
  const rows = await desk.ports.consent.records.aggregate<{ _id: { purpose: string; version: string } } & Omit<LedgerRow, "purpose" | "version">>([
    { $match: withinCommune(desk.scope("privacy.read")) },
    { $group: { _id: { purpose: "$purpose", version: "$noticeVersion" }, given: { $sum: 1 }, withdrawn: { $sum: { $cond: [{ $gt: ["$withdrawnAt", 0] }, 1, 0] } }, guardian: { $sum: { $cond: ["$guardian", 1, 0] } }, lastAt: { $max: "$givenAt" } } },
  ]);
  return rows.map(({ _id, ...rest }) => ({ ..._id, ...rest })).sort((a, b) => b.lastAt - a.lastAt);
}

async function mine(desk: Desk, id: string, right: "privacy.read" | "privacy.answer"): Promise<DataRequest> {
  const request = await desk.ports.requests.requests.findById(id).lean<DataRequest>();
  if (!request || !reaches(desk.scope(right), { commune: request.commune })) throw notFound();
  return request;
}

async function change(desk: Desk, request: DataRequest, changes: Partial<DataRequest>, act: string): Promise<void> {
  if (!(await changeRequest(desk.ports.requests, request, changes))) throw new OfficeError(409, "changed-meanwhile");
  await desk.audit(act, { subject: { kind: "request", id: request._id }, commune: request.commune, before: { state: request.state }, after: { state: changes.state ?? request.state } });
  await desk.ports.announce("privacy", request.commune);
}

async function tell(desk: Desk, request: DataRequest, news: string, params: Record<string, unknown>): Promise<void> {
  if (request.contact) await desk.ports.tell({ id: `request|${request._id}|${news}|${request.revision}`, contact: request.contact, key: `request-news:${news}`, params: { ref: request.ref, ...params } });
}

async function named(desk: Desk, requests: DataRequest[]): Promise<ListedRequest[]> {
  const names = await desk.ports.contacts.namesOf(requests.flatMap((one) => (one.contact ? [one.contact] : [])));
  const people = new Map((await desk.ports.people.people.find({ _id: { $in: requests.flatMap((one) => (one.person ? [one.person] : [])) } }, { name: 1 }).lean<Pick<PersonRecord, "_id" | "name">[]>()).map((one) => [one._id, one.name]));
  return requests.map((one) => ({ ...one, late: isLate(one, desk.now), name: (one.person && people.get(one.person)) ?? (one.contact && names.get(one.contact)) ?? "" }));
}
