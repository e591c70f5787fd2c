import { randomBytes } from "node:crypto";
import { z } from "zod";
import { afterStep, answersOf, caseById, caseFields, caseKinds, CaseMistake, openCase as open, saveCase, stagesOf, type Case, type CaseKind } from "../cases/index.ts";
import { shortCode } from "../core/short-code.ts";
import { addPerson, changePerson, PersonChanged, personById, readDay, readPhone, type PersonRecord } from "../people/index.ts";
import { reaches, within } from "../staff/index.ts";
import { isBranch } from "../units/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

const text = z.string().max(500, "too-long");
export const newCaseInput = z.strictObject({ kind: z.enum(caseKinds, "field-wrong"), person: z.string().max(60).optional(), commune: z.string().max(60).optional(), branch: z.string().max(60).optional(), data: z.partialRecord(z.enum(caseFields), text).optional() });
export const caseMoveInput = z.strictObject({ to: z.string().max(40), reason: text.optional(), answers: z.partialRecord(z.enum(["on", "until", "introducer", "votes", "decision", "memberCode", "branch", "note"]), text).optional() });

export type CaseQuery = { kind?: CaseKind; closed?: boolean; late?: boolean; mine?: boolean; limit?: number; /** `next` of the page before. */ after?: string };

/** Cases of one's own units: open ones by their date, closed ones newest first. */
export async function listCases(desk: Desk, { kind, closed = false, late = false, mine = false, limit = 50, after }: CaseQuery = {}): Promise<{ cases: Case[]; next?: string }> {
  const where = { ...within(desk.scope("cases.read")), open: !closed, ...(kind ? { kind } : {}), ...(mine ? { owner: desk.actor.id } : {}), ...(closed ? { erasedAt: { $exists: false } } : {}), ...(late ? { dueAt: { $lt: desk.now } } : {}) };
  const field = closed ? "openedAt" : "dueAt";
  const query = { $and: [where, afterCursor(after, field, closed)] } as Record<string, unknown>;
  const found = await desk.ports.cases.cases.find(query).sort({ [field]: closed ? -1 : 1, _id: 1 }).limit(limit + 1).lean<Case[]>();
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { cases: found.slice(0, limit), ...(last ? { next: `${last[field] ?? 0}.${last._id}` } : {}) };
}

/** Several cases share a date: the id tells them apart. A cursor somebody made up is none. */
function afterCursor(cursor: string | undefined, field: string, falling: boolean): Record<string, unknown> {
  const parts = /^(\d{1,16})\.([\w-]{1,60})$/.exec(cursor ?? "");
  if (!parts) return {};
  const at = Number(parts[1]);
  return { $or: [{ [field]: falling ? { $lt: at } : { $gt: at } }, { [field]: at, _id: { $gt: parts[2] } }] };
}

export async function readCase(desk: Desk, id: string): Promise<Case> {
  const one = await inReach(desk, id, "cases.read");
  await desk.audit("case.read", { subject: { kind: "case", id }, commune: one.commune, look: true });
  return one;
}

/** Opens a case by staff, for somebody of the register or for somebody new. */
export async function openCase(desk: Desk, input: unknown): Promise<Case> {
  const { kind, person: id, commune, branch, data = {} } = checked(newCaseInput, input);
  const scope = desk.scope("cases.advance");
  const person = id === undefined ? undefined : await personById(desk.ports.people, id);
  if (id !== undefined && (!person || !reaches(scope, person))) throw new OfficeError(422, "fields-wrong", { fields: { person: "person-missing" } });
  if (!person && !(data.name ?? "").trim()) throw new OfficeError(422, "fields-wrong", { fields: { name: "name-missing" } });
  const home = person?.branch ?? branch;
  const place = { commune: person?.commune ?? (home && desk.tree.all.has(home) ? desk.tree.communeOf(home) : commune) ?? (scope.communes.length === 1 ? scope.communes[0]! : ""), branch: home };
  if (!desk.tree.all.has(place.commune) || !reaches(scope, place)) throw new OfficeError(422, "fields-wrong", { fields: { commune: "commune-missing" } });
  const key = randomBytes(12).toString("base64url");
  const opened = await open(desk.ports.cases, {
    id: `c${key}`, ref: shortCode("HS", desk.ports.secret, key), kind, ...place, ...(person ? { person: person._id, ...(person.contacts[0] ? { contact: person.contacts[0] } : {}) } : {}),
    data: person ? { name: person.name, ...(person.birth ? { birth: person.birth } : {}), ...data } : data, by: desk.actor.id, now: desk.now,
  });
  if (opened.outcome === "already") throw new OfficeError(409, "case-open", { params: { ref: opened.case.ref } });
  await desk.audit("case.opened", { subject: { kind: "case", id: opened.case._id }, commune: place.commune, after: { kind, data: opened.case.data } });
  await desk.ports.announce("cases", place.commune);
  return opened.case;
}

/** Takes one step. Its right is the stage's; the person hears of it in chat; an end changes the register. */
export async function advanceCase(desk: Desk, id: string, input: unknown, revision?: number): Promise<Case> {
  const one = await inReach(desk, id, "cases.advance");
  const { to, reason, answers = {} } = checked(caseMoveInput, input);
  if (revision !== undefined && revision !== one.revision) throw new OfficeError(409, "changed-meanwhile");
  const stage = stagesOf(one.kind).get(one.state);
  if (stage?.right === "cases.approve" && !reaches(desk.scope("cases.approve"), one)) throw new OfficeError(403, "not-allowed");
  const next = settled(() => afterStep(one, { to, answers: { ...answers, ...days(answers) }, ...(reason ? { reason } : {}), by: desk.actor.id, now: desk.now }));
  const branch = next.branch === undefined || next.branch === one.branch ? undefined : desk.tree.all.get(next.branch);
  if (next.branch !== one.branch && (!branch || !branch.active || !isBranch(branch.kind) || desk.tree.communeOf(branch._id) !== one.commune)) throw new OfficeError(422, "fields-wrong", { fields: { branch: "branch-wrong" } });
  // The register first, by the case's own number: repeated after a crash it is the same change.
  const saved = await atOnce(async () => {
    const person = await applyToRegister(desk, next);
    const whole = person ? { ...next, person: person._id } : next;
    await saveCase(desk.ports.cases, whole);
    return whole;
  });
  await desk.audit("case.moved", { subject: { kind: "case", id }, commune: one.commune, before: { state: one.state }, after: { state: to, ...saved.steps.at(-1)?.answers, ...(reason ? { reason } : {}) } });
  await tellPerson(desk, saved, reason);
  await desk.ports.announce("cases", one.commune);
  return saved;
}

/** Who sees to it; "" gives it back to all. */
export async function assignCase(desk: Desk, id: string, owner: string): Promise<void> {
  const one = await inReach(desk, id, "cases.advance");
  if (owner !== "" && !(await desk.ports.staff.members.exists({ _id: owner, state: "active" }))) throw new OfficeError(422, "fields-wrong", { fields: { owner: "field-wrong" } });
  await desk.ports.cases.cases.updateOne({ _id: id }, owner === "" ? { $unset: { owner: 1 }, $inc: { revision: 1 } } : { $set: { owner }, $inc: { revision: 1 } });
  await desk.audit("case.assigned", { subject: { kind: "case", id }, commune: one.commune, before: { owner: one.owner ?? "" }, after: { owner } });
  await desk.ports.announce("cases", one.commune);
}

export async function noteCase(desk: Desk, id: string, note: string): Promise<void> {
  const one = await inReach(desk, id, "cases.advance");
  const words = note.normalize("NFC").trim().slice(0, 1000);
  if (words === "") throw new OfficeError(422, "fields-wrong", { fields: { note: "field-missing" } });
  await desk.ports.cases.cases.updateOne({ _id: id }, { $push: { notes: { at: desk.now, by: desk.actor.id, text: words } }, $inc: { revision: 1 } });
  await desk.audit("case.noted", { subject: { kind: "case", id }, commune: one.commune });
}

async function inReach(desk: Desk, id: string, right: "cases.read" | "cases.advance"): Promise<Case> {
  const one = await caseById(desk.ports.cases, id);
  if (!one || one.erasedAt !== undefined || !reaches(desk.scope(right), one)) throw notFound();
  return one;
}

function settled<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof CaseMistake)) throw error;
    if (error.reason === "missing" || error.reason === "not-a-date") throw new OfficeError(422, "fields-wrong", { fields: { [error.field!]: error.reason === "missing" ? "field-missing" : "date-wrong" } });
    if (error.reason === "reason-missing") throw new OfficeError(422, "fields-wrong", { fields: { reason: "reason-missing" } });
    throw new OfficeError(409, error.reason === "closed" ? "case-closed" : "changed-meanwhile");
  }
}

/** Somebody else was faster with the case or the person. */
async function atOnce<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof CaseMistake || error instanceof PersonChanged ? new OfficeError(409, "changed-meanwhile") : error;
  }
}

/** "17/5/2026" is a date, too. `until` lies ahead. */
function days(answers: Partial<Record<string, string>>): Partial<Record<"on" | "until", string>> {
  const read = (name: "on" | "until") => {
    const given = answers[name]?.trim();
    const day = given ? readDay(given, Number.MAX_SAFE_INTEGER / 2) : undefined;
    return day?.length === 10 ? { [name]: day } : {};
  };
  return { ...read("on"), ...read("until") };
}

/** What a step means for the register of people. */
async function applyToRegister(desk: Desk, one: Case): Promise<PersonRecord | undefined> {
  const told = answersOf(one);
  const date = told.on ?? new Date(desk.now).toISOString().slice(0, 10);
  const decision = told.decision ? { decision: told.decision } : {};
  if (one.state === "done" && one.kind === "admission") return enter(desk, one, { standing: "member", status: "active", admittedOn: approvedOn(one) ?? date, ...(told.memberCode ? { memberCode: told.memberCode } : {}) }, { from: approvedOn(one) ?? date, ...decision });
  if (one.state === "done" && one.kind === "transfer-in") return enter(desk, one, { standing: "member", status: "active" }, { from: date });
  if (one.state === "participating" && one.kind === "residence") return enter(desk, one, { tags: ["cư trú"] }, {});
  const person = one.person === undefined ? undefined : await personById(desk.ports.people, one.person);
  if (!person) return undefined;
  const status = { "transfer-out": { done: "moved-away" }, deferral: { deferred: "deferred", done: "active" }, maturity: { done: "matured" }, "strike-off": { done: "struck-off" } }[one.kind as string]?.[one.state as "done"] as PersonRecord["status"] | undefined;
  if (!status || person.status === status) return person;
  return changePerson(desk.ports.people, person, { status }, { by: desk.actor.id, now: desk.now, from: date, ...decision });
}

function approvedOn(one: Case): string | undefined {
  return one.steps.find((step) => step.from === "approval")?.answers?.on;
}

/** The person of a case in the register: known, or added under the case's number. */
async function enter(desk: Desk, one: Case, fields: Partial<PersonRecord>, change: { from?: string; decision?: string }): Promise<PersonRecord> {
  const { name = "", birth, phone, occupation, address } = one.data;
  const known = one.person ? await personById(desk.ports.people, one.person) : await personById(desk.ports.people, `p-${one._id}`);
  const contacts = [...new Set([...(known?.contacts ?? []), ...(one.contact ? [one.contact] : [])])];
  const by = { by: desk.actor.id, now: desk.now, ...change };
  if (known) return changePerson(desk.ports.people, known, { ...fields, tags: [...new Set([...known.tags, ...(fields.tags ?? [])])], contacts, ...(one.branch ? { branch: one.branch } : {}) }, by);
  const [day, number] = [birth ? readDay(birth, desk.now) : undefined, phone ? readPhone(phone) : undefined];
  const added = await addPerson(
    desk.ports.people,
    { name: name || one.ref, commune: one.commune, ...(one.branch ? { branch: one.branch } : {}), ...(day ? { birth: day } : {}), ...(number ? { phone: number } : {}), ...(occupation ? { occupation } : {}), ...(address ? { address } : {}), contacts, ...fields, ...(change.from ? { statusSince: change.from } : {}) },
    { by: desk.actor.id, now: desk.now, id: `p-${one._id}` },
  );
  await desk.ports.announce("people", one.commune);
  return added;
}

async function tellPerson(desk: Desk, one: Case, reason: string | undefined): Promise<void> {
  if (!one.contact) return;
  const step = one.steps.at(-1)!;
  await desk.ports.tell({ id: `case|${one._id}|${one.revision}`, contact: one.contact, key: `case-news:${one.kind}-${one.state}`, params: { ref: one.ref, reason: reason?.trim() ?? "", on: step.answers?.on ?? "", decision: step.answers?.decision ?? "", until: step.answers?.until ?? "" } });
}
