import { randomBytes } from "node:crypto";
import { z } from "zod";
import { makeTicket, roles, scopeKind, type Grant, type Role, type StaffMember } from "../staff/index.ts";
import { isBranch } from "../units/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

const inviteMs = 7 * 86_400_000;
const name = z.string().transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim()).pipe(z.string().min(2, "name-missing").max(80, "too-long"));
export const grantInput = z.strictObject({ role: z.enum(roles, "field-wrong"), unit: z.string().max(60).optional(), club: z.string().max(60).optional() });
export const inviteInput = z.strictObject({ name, grants: z.array(grantInput).min(1, "field-missing").max(20, "too-long") });

/** A staff member as others may see them: no secrets. */
export type ListedStaff = Omit<StaffMember, "password" | "totp"> & { secured: boolean };

/** Those who work in one's own units. */
export async function listStaff(desk: Desk): Promise<ListedStaff[]> {
  desk.scope("staff.read");
  const all = await desk.ports.staff.members.find().lean<StaffMember[]>();
  return all.filter((one) => one.grants.some((grant) => mayGive(desk, grant, "staff.read"))).map(listed).sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

export async function readStaff(desk: Desk, id: string, right: "staff.read" | "staff.write" = "staff.read"): Promise<ListedStaff> {
  const one = await desk.ports.staff.members.findById(id).lean<StaffMember>();
  if (!one || !one.grants.some((grant) => mayGive(desk, grant, right))) throw notFound();
  return listed(one);
}

/** Somebody new, and the secret of the link by which they come in: shown once, works for a week. */
export async function inviteStaff(desk: Desk, input: unknown): Promise<{ staff: string; secret: string }> {
  const { name: called, grants } = checked(inviteInput, input);
  const given = grants.map((grant) => checkGrant(desk, grant));
  const id = `s${randomBytes(9).toString("base64url")}`;
  await desk.ports.staff.members.create({ _id: id, login: `new-${id.toLowerCase()}-${randomBytes(4).toString("hex")}`, name: called, grants: given, state: "invited", locale: desk.locale, sessionsSince: desk.now, createdAt: desk.now, createdBy: desk.actor.id, revision: 1 });
  await desk.audit("staff.invited", { subject: { kind: "staff", id }, commune: communeOf(desk, given[0]!), after: { name: called, grants: given } });
  return { staff: id, secret: await makeTicket(desk.ports.staff, { staff: id, kind: "invite", lastsMs: inviteMs, now: desk.now }) };
}

/** A new link: for the invited who lost theirs, or to set a new password. Sessions end with its use. */
export async function newLink(desk: Desk, id: string): Promise<string> {
  const one = await writable(desk, id);
  if (one.state === "off") throw new OfficeError(409, "staff-off");
  await desk.audit("staff.link", { subject: { kind: "staff", id } });
  return makeTicket(desk.ports.staff, { staff: id, kind: one.state === "invited" ? "invite" : "reset", lastsMs: inviteMs, now: desk.now });
}

/** Other roles. Only those one may give oneself are touched; grants elsewhere stay. */
export async function setGrants(desk: Desk, id: string, input: unknown): Promise<void> {
  const one = await writable(desk, id);
  const wanted = checked(z.array(grantInput).max(20, "too-long"), input).map((grant) => checkGrant(desk, grant));
  const kept = one.grants.filter((grant) => !mayGive(desk, grant, "staff.write"));
  const grants = [...kept, ...wanted];
  if (grants.length === 0) throw new OfficeError(422, "fields-wrong", { fields: { grants: "field-missing" } });
  if (one.grants.some((grant) => grant.role === "owner") && !grants.some((grant) => grant.role === "owner")) await anotherOwner(desk, id);
  await desk.ports.staff.members.updateOne({ _id: id }, { $set: { grants }, $inc: { revision: 1 } });
  await desk.audit("staff.roles", { subject: { kind: "staff", id }, commune: communeOf(desk, grants[0]!), before: { grants: one.grants }, after: { grants } });
}

/** Nobody comes in with this account any more, sessions end at once; or they do again. */
export async function switchStaff(desk: Desk, id: string, on: boolean): Promise<void> {
  const one = await writable(desk, id);
  if (id === desk.actor.id) throw new OfficeError(409, "not-yourself");
  if (!on && one.grants.some((grant) => grant.role === "owner")) await anotherOwner(desk, id);
  const state = on ? ((await desk.ports.staff.members.findById(id).lean<StaffMember>())?.password ? "active" : "invited") : "off";
  await desk.ports.staff.members.updateOne({ _id: id }, { $set: { state, sessionsSince: desk.now }, $inc: { revision: 1 } });
  if (!on) await desk.ports.staff.tickets.deleteMany({ staff: id });
  await desk.audit(on ? "staff.on" : "staff.off", { subject: { kind: "staff", id }, before: { state: one.state }, after: { state } });
}

/** Places in which the one at the desk may give a role. */
export function unitsForRole(desk: Desk, role: Role): string[] {
  const kind = scopeKind[role];
  if (kind === "installation") return [];
  const scope = desk.scope("staff.write");
  return [...desk.tree.all.values()].filter((unit) => unit.active && (scope.all || scope.units.has(unit._id)) && (kind === "branch" ? isBranch(unit.kind) : !isBranch(unit.kind))).map((unit) => unit._id);
}

export function rolesToGive(desk: Desk): Role[] {
  const { all } = desk.scope("staff.write");
  return roles.filter((role) => all || (role !== "owner" && role !== "provincial-viewer"));
}

function checkGrant(desk: Desk, { role, unit, club }: z.output<typeof grantInput>): Grant {
  const grant: Grant = { role, ...(scopeKind[role] === "installation" || !unit ? {} : { unit }), ...(scopeKind[role] === "club" && club ? { club } : {}) };
  const fits = mayGive(desk, grant, "staff.write") && rolesToGive(desk).includes(role) && (scopeKind[role] === "installation" || (grant.unit !== undefined && unitsForRole(desk, role).includes(grant.unit))) && (scopeKind[role] !== "club" || grant.club !== undefined);
  if (!fits) throw new OfficeError(422, "fields-wrong", { fields: { grants: "grant-not-yours" } });
  return grant;
}

function mayGive(desk: Desk, grant: Grant, right: "staff.read" | "staff.write"): boolean {
  const scope = desk.scope(right);
  return scope.all || (grant.role !== "owner" && grant.unit !== undefined && scope.units.has(grant.unit));
}

async function writable(desk: Desk, id: string): Promise<ListedStaff> {
  const one = await readStaff(desk, id, "staff.write");
  // Somebody who also holds an office elsewhere, or above, is not ours to lock out.
  if (!one.grants.every((grant) => mayGive(desk, grant, "staff.write"))) throw new OfficeError(403, "not-allowed");
  return one;
}

async function anotherOwner(desk: Desk, id: string): Promise<void> {
  const others = await desk.ports.staff.members.find({ _id: { $ne: id }, state: "active" }).lean<StaffMember[]>();
  if (!others.some((one) => one.grants.some((grant) => grant.role === "owner"))) throw new OfficeError(409, "last-owner");
}

function communeOf(desk: Desk, grant: Grant): string | undefined {
  return grant.unit === undefined ? undefined : desk.tree.communeOf(grant.unit);
}

function listed({ password: _password, totp, ...rest }: StaffMember): ListedStaff {
  return { ...rest, secured: totp?.since !== undefined };
}
