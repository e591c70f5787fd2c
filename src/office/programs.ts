import { z } from "zod";
import { createHook as create, deleteHook as remove, HookMistake, listHooks as hooks, switchHook as toggle, type Hook } from "../hooks/index.ts";
import { createToken as make, listTokens as tokens, revokeToken as revoke, type ApiToken } from "../tokens/index.ts";
import { rights, rightsOfRole, type Right } from "../staff/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

const dayMs = 86_400_000;
const name = z.string().transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim()).pipe(z.string().min(2, "name-missing").max(80, "too-long"));
const tokenInput = z.strictObject({ name, unit: z.string().max(60).optional(), rights: z.array(z.enum(rights, "field-wrong")).min(1, "field-missing"), days: z.number().int().min(1, "field-wrong").max(1095, "field-wrong").optional() });
const hookInput = z.strictObject({ name, url: z.string().max(500, "too-long"), events: z.array(z.string().regex(/^(\*|[a-z]+\.[a-z-]+)$/, "field-wrong")).min(1, "field-missing").max(40, "too-long"), commune: z.string().max(60).optional() });

/** Rights a token may be given: what programs do. Staff, settings and the audit log stay with people. */
export const tokenRights: readonly Right[] = rights.filter((right) => !right.startsWith("staff.") && right !== "settings.write" && right !== "audit.read");

export async function listTokens(desk: Desk): Promise<ApiToken[]> {
  desk.scope("settings.write");
  return tokens(desk.ports.tokens);
}

/** A key for a program: of one unit and all below it, or of the installation. The secret is shown once. */
export async function createToken(desk: Desk, input: unknown): Promise<{ token: ApiToken; secret: string }> {
  desk.scope("settings.write");
  const { name: called, unit, rights: wanted, days } = checked(tokenInput, input);
  if (unit !== undefined && !desk.tree.all.has(unit)) throw new OfficeError(422, "fields-wrong", { fields: { unit: "field-wrong" } });
  if (!wanted.every((right) => tokenRights.includes(right))) throw new OfficeError(422, "fields-wrong", { fields: { rights: "field-wrong" } });
  const made = await make(desk.ports.tokens, { name: called, grants: [unit === undefined ? { role: "owner" } : { role: "commune-secretary", unit }], rights: wanted.filter((right) => unit === undefined || rightsOfRole("commune-secretary").includes(right)), createdBy: desk.actor.id, now: desk.now, ...(days === undefined ? {} : { expiresAt: desk.now + days * dayMs }) });
  await desk.audit("token.created", { subject: { kind: "token", id: made.token._id }, after: { name: called, unit, rights: wanted } });
  return made;
}

export async function revokeToken(desk: Desk, id: string): Promise<void> {
  desk.scope("settings.write");
  if (!(await revoke(desk.ports.tokens, id, desk.now))) throw notFound();
  await desk.audit("token.revoked", { subject: { kind: "token", id } });
}

export async function listHooks(desk: Desk): ReturnType<typeof hooks> {
  desk.scope("settings.write");
  return hooks(desk.ports.hooks);
}

/** An address that hears of changes. The secret for its signatures is shown once. */
export async function createHook(desk: Desk, input: unknown): Promise<{ hook: Hook; secret: string }> {
  desk.scope("settings.write");
  const wish = checked(hookInput, input);
  try {
    const { commune, ...rest } = wish;
    const made = await create(desk.ports.hooks, { ...rest, ...(commune ? { commune } : {}), createdBy: desk.actor.id, key: desk.ports.secret, allowPrivate: desk.ports.privateHooks, now: desk.now });
    await desk.audit("hook.created", { subject: { kind: "hook", id: made.hook._id }, after: { url: wish.url, events: wish.events } });
    return made;
  } catch (error) {
    throw error instanceof HookMistake ? new OfficeError(422, "fields-wrong", { fields: { url: "url-wrong" } }) : error;
  }
}

export async function switchHook(desk: Desk, id: string, active: boolean): Promise<void> {
  desk.scope("settings.write");
  if (!(await toggle(desk.ports.hooks, id, active))) throw notFound();
  await desk.audit("hook.switched", { subject: { kind: "hook", id }, after: { active } });
}

export async function deleteHook(desk: Desk, id: string): Promise<void> {
  desk.scope("settings.write");
  if (!(await remove(desk.ports.hooks, id))) throw notFound();
  await desk.audit("hook.deleted", { subject: { kind: "hook", id } });
}
