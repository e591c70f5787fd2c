import { randomBytes, createHash } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { hashPassword, makeTicket, openText, passwordFits, sealText, shortestPassword, type StaffMember } from "../staff/index.ts";
import type { Desk } from "./desk.ts";
import { OfficeError } from "./office-error.ts";

const issuer = "Cầu Nối";
const stepMs = 30_000;
const recoveryCodes = 8;

/** A new password for oneself; every other session ends. */
export async function changePassword(desk: Desk, { old, fresh }: { old: string; fresh: string }): Promise<void> {
  const me = await own(desk);
  if (!(await passwordFits(old, me.password))) throw new OfficeError(422, "fields-wrong", { fields: { old: "password-wrong" } });
  if ([...fresh].length < shortestPassword) throw new OfficeError(422, "fields-wrong", { fields: { fresh: "password-short" } });
  await desk.ports.staff.members.updateOne({ _id: me._id }, { $set: { password: await hashPassword(fresh), sessionsSince: desk.now }, $inc: { revision: 1 } });
  await desk.audit("staff.password", { subject: { kind: "staff", id: me._id } });
}

/** Ends every session of one's own but the one that asks, which is opened anew by the caller. */
export async function endSessions(desk: Desk): Promise<void> {
  await desk.ports.staff.members.updateOne({ _id: desk.actor.id }, { $set: { sessionsSince: desk.now }, $inc: { revision: 1 } });
  await desk.audit("staff.sessions-ended", { subject: { kind: "staff", id: desk.actor.id } });
}

/** Begins the second factor: counts once a code of it was typed. The address is what authenticator programs read. */
export async function beginTotp(desk: Desk): Promise<{ address: string; secret: string }> {
  const me = await own(desk);
  if (me.totp?.since !== undefined) throw new OfficeError(409, "totp-on");
  const secret = new Secret({ size: 20 });
  await desk.ports.staff.members.updateOne({ _id: me._id }, { $set: { totp: { secret: sealText(desk.ports.secret, secret.base32), recovery: [] } } });
  return { address: new TOTP({ issuer, label: me.login, secret }).toString(), secret: secret.base32 };
}

/** Switches it on with the first code. Returns the codes for a lost phone, shown once. */
export async function confirmTotp(desk: Desk, code: string): Promise<string[]> {
  const me = await own(desk);
  if (!me.totp || me.totp.since !== undefined || stepOfCode(desk.ports.secret, me, code, desk.now) === undefined) throw new OfficeError(422, "fields-wrong", { fields: { code: "code-wrong" } });
  const codes = Array.from({ length: recoveryCodes }, () => randomBytes(5).toString("hex"));
  await desk.ports.staff.members.updateOne({ _id: me._id }, { $set: { "totp.since": desk.now, "totp.recovery": codes.map(hashed) }, $inc: { revision: 1 } });
  await desk.audit("staff.totp-on", { subject: { kind: "staff", id: me._id } });
  return codes;
}

export async function dropTotp(desk: Desk, password: string): Promise<void> {
  const me = await own(desk);
  if (!(await passwordFits(password, me.password))) throw new OfficeError(422, "fields-wrong", { fields: { password: "password-wrong" } });
  await desk.ports.staff.members.updateOne({ _id: me._id }, { $unset: { totp: 1 }, $inc: { revision: 1 } });
  await desk.audit("staff.totp-off", { subject: { kind: "staff", id: me._id } });
}

/** Whether a code of the phone, or one for a lost phone, is right. Each works once, also typed twice at the same moment. */
export async function useTotp(ports: Desk["ports"], me: StaffMember, code: string, now: number): Promise<boolean> {
  const typed = code.replace(/\s/g, "").toLowerCase();
  const step = stepOfCode(ports.secret, me, typed, now);
  if (step !== undefined) {
    const used = await ports.staff.members.updateOne({ _id: me._id, $or: [{ "totp.lastStep": { $exists: false } }, { "totp.lastStep": { $lt: step } }] }, { $set: { "totp.lastStep": step } });
    return used.modifiedCount === 1;
  }
  if (!me.totp?.recovery.includes(hashed(typed))) return false;
  return (await ports.staff.members.updateOne({ _id: me._id, "totp.recovery": hashed(typed) }, { $pull: { "totp.recovery": hashed(typed) } })).modifiedCount === 1;
}

/** The code one types in one's own chat, so that login links and orders can come there. */
export async function linkOwnChat(desk: Desk): Promise<string> {
  return makeTicket(desk.ports.staff, { staff: desk.actor.id, kind: "link-contact", lastsMs: 15 * 60_000, now: desk.now, short: true });
}

export async function unlinkOwnChat(desk: Desk): Promise<void> {
  await desk.ports.staff.members.updateOne({ _id: desk.actor.id }, { $unset: { contact: 1 }, $inc: { revision: 1 } });
  await desk.audit("staff.chat-unlinked", { subject: { kind: "staff", id: desk.actor.id } });
}

export async function setOwnLocale(desk: Desk, locale: string): Promise<void> {
  await desk.ports.staff.members.updateOne({ _id: desk.actor.id }, { $set: { locale: locale === "en" ? "en" : "vi" }, $inc: { revision: 1 } });
}

async function own(desk: Desk): Promise<StaffMember> {
  const me = desk.actor.kind === "staff" ? await desk.ports.staff.members.findById(desk.actor.id).lean<StaffMember>() : null;
  if (!me) throw new OfficeError(403, "not-allowed");
  return me;
}

function stepOfCode(secret: string, me: StaffMember, code: string, now: number): number | undefined {
  if (!me.totp || !/^\d{6}$/.test(code.replace(/\s/g, ""))) return undefined;
  const totp = new TOTP({ secret: Secret.fromBase32(openText(secret, me.totp.secret)) });
  const delta = totp.validate({ token: code.replace(/\s/g, ""), timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / stepMs) + delta;
}

function hashed(code: string): string {
  return createHash("sha256").update(code).digest("base64url");
}
