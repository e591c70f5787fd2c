import { z } from "zod";
import { personById } from "../people/index.ts";
import { reaches, type Scope } from "../staff/index.ts";
import {
  dissolveUnit as dissolve, endBySplit, endPost as end, foundUnit, givePost as give, isBranch, isCommune, labelOf, mayStandUnder, mergeUnits as merge, moveUnit as move, newUnitId, postById, postTitles, renameUnit as rename,
  setAliases as alias, unitKinds, unitTree, UnitChanged, type Post, type Unit, type UnitDecision,
} from "../units/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";
import { moveWithUnits } from "./move-with-units.ts";

const name = z.string().transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim()).pipe(z.string().min(2, "name-missing").max(120, "too-long"));
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "date-wrong");
const decided = { effective: day.optional(), decision: z.string().max(60, "too-long").optional() };
const aliases = z.array(name).max(60, "too-long");

export const newUnitInput = z.strictObject({ name, kind: z.enum(unitKinds, "field-wrong"), parent: z.string().max(60).optional(), label: z.string().max(20, "too-long").optional(), aliases: aliases.optional(), ...decided });
export const renameInput = z.strictObject({ name, label: z.string().max(20, "too-long").optional(), ...decided });
export const mergeInput = z.strictObject({ units: z.array(z.string().max(60)).min(2, "two-needed").max(30, "too-long"), name, kind: z.enum(["branch", "joint-branch", "commune-union", "grassroots-union", "subordinate-union"], "field-wrong").optional(), into: z.string().max(60).optional(), ...decided });
export const splitInput = z.strictObject({ names: z.array(name).min(2, "two-needed").max(20, "too-long"), ...decided });
export const postInput = z.strictObject({
  person: z.string().max(60), title: z.enum(postTitles, "field-wrong"), from: day, to: day.optional(), firstTerm: z.boolean().optional(), concurrentPost: z.string().max(120, "too-long").optional(),
  hasAllowance: z.boolean().optional(), planned: z.boolean().optional(),
});

export function readUnit(desk: Desk, id: string, right: "units.read" | "units.write" = "units.read"): Unit {
  const unit = desk.tree.all.get(id);
  if (!unit || !holds(desk.scope(right), id)) throw notFound();
  return unit;
}

/** Units one may see, roots first. */
export function listUnits(desk: Desk): Unit[] {
  const scope = desk.scope("units.read");
  return [...desk.tree.all.values()].filter((unit) => holds(scope, unit._id));
}

export async function createUnit(desk: Desk, input: unknown): Promise<Unit> {
  const { kind, parent, name: told, label, aliases: old, effective, decision } = checked(newUnitInput, input);
  if (parent === undefined && !desk.scope("units.write").all) throw new OfficeError(422, "fields-wrong", { fields: { parent: "parent-missing" } });
  const above = parent === undefined ? undefined : readUnit(desk, parent, "units.write");
  if (!mayStandUnder(kind, above?.kind) || above?.active === false) throw new OfficeError(422, "fields-wrong", { fields: { kind: "kind-not-here" } });
  const unit = await foundUnit(desk.ports.units, { kind, name: told, label: label || labelOf(told), ...(parent ? { parent } : {}), ...(old ? { aliases: old } : {}), order: parent ? desk.tree.children(parent).length + 1 : 0 }, by(desk, parent ?? "", { effective, decision }));
  return done(desk, "unit.created", unit._id, undefined, unit);
}

export async function renameUnit(desk: Desk, id: string, input: unknown): Promise<Unit> {
  const unit = readUnit(desk, id, "units.write");
  const { name: to, label, effective, decision } = checked(renameInput, input);
  await safely(() => rename(desk.ports.units, unit, { name: to, ...(label ? { label } : {}) }, by(desk, id, { effective, decision })));
  return done(desk, "unit.renamed", id, unit);
}

export async function setAliases(desk: Desk, id: string, input: unknown): Promise<Unit> {
  const unit = readUnit(desk, id, "units.write");
  const names = checked(aliases, input);
  await safely(() => alias(desk.ports.units, unit, [...new Set(names)], by(desk, id, {})));
  return done(desk, "unit.aliases", id, unit);
}

export async function moveUnit(desk: Desk, id: string, parent: string, decision: { effective?: string; decision?: string } = {}): Promise<Unit> {
  const unit = readUnit(desk, id, "units.write");
  const above = readUnit(desk, parent, "units.write");
  if (!above.active || !mayStandUnder(unit.kind, above.kind) || desk.tree.subtree(id).includes(parent)) throw new OfficeError(422, "fields-wrong", { fields: { parent: "kind-not-here" } });
  const [from, to] = [desk.tree.communeOf(id), desk.tree.communeOf(parent)];
  await safely(() => move(desk.ports.units, unit, parent, by(desk, id, decision)));
  if (!isCommune(unit) && from !== to) await moveWithUnits(desk.ports, { communeOfBranches: { branches: desk.tree.subtree(id), to } });
  return done(desk, "unit.moved", id, unit);
}

/**
 * Makes several units one: a new one, or the one named by `into`. Names of the old ones stay findable, their people, cases and what
 * stood under them go over. Interrupted, it is finished by `settleUnits`.
 */
export async function mergeUnits(desk: Desk, input: unknown): Promise<Unit> {
  const { units: ids, name: to, kind, into, effective, decision } = checked(mergeInput, input);
  const from = [...new Set(ids)].map((id) => readUnit(desk, id, "units.write"));
  if (from.length < 2) throw new OfficeError(422, "fields-wrong", { fields: { units: "two-needed" } });
  if (from.some((unit) => !unit.active)) throw new OfficeError(409, "unit-ended");
  const whole = from.some(isCommune);
  if (new Set(from.map((unit) => (whole ? isCommune(unit) : isBranch(unit.kind)))).size > 1 || (!whole && new Set(from.map((unit) => desk.tree.communeOf(unit._id))).size > 1)) throw new OfficeError(422, "fields-wrong", { fields: { units: "not-alike" } });
  const parent = from[0]!.parent;
  const made = by(desk, from[0]!._id, { effective, decision });
  const target = into === undefined ? undefined : readUnit(desk, into, "units.write");
  if (target && !from.includes(target)) throw new OfficeError(422, "fields-wrong", { fields: { into: "field-wrong" } });
  const successor = target ?? (await foundUnit(desk.ports.units, { id: newUnitId(to), kind: kind ?? from[0]!.kind, name: to, ...(parent ? { parent } : {}), order: from[0]!.order, predecessors: from.map((one) => one._id) }, made));
  if (target && target.name !== to) await safely(() => rename(desk.ports.units, target, { name: to }, made));
  await merge(desk.ports.units, from, { ...successor, name: to, label: labelOf(to) }, made);
  await settleUnits(desk.ports);
  return done(desk, "unit.merged", successor._id, { units: from.map((one) => one.name) }, { name: to });
}

/** Makes one unit several. Its people stay in the first until somebody says who goes where; a name typed in chat finds the new ones. */
export async function splitUnit(desk: Desk, id: string, input: unknown): Promise<Unit[]> {
  const unit = readUnit(desk, id, "units.write");
  const { names, effective, decision } = checked(splitInput, input);
  if (!unit.active) throw new OfficeError(409, "unit-ended");
  if (!isBranch(unit.kind)) throw new OfficeError(422, "fields-wrong", { fields: { names: "kind-not-here" } });
  const made = by(desk, id, { effective, decision });
  const successors: Unit[] = [];
  for (const [at, one] of names.entries()) successors.push(await foundUnit(desk.ports.units, { kind: unit.kind, name: one, ...(unit.parent ? { parent: unit.parent } : {}), order: unit.order, predecessors: [id], ...(at === 0 ? { aliases: [unit.name, ...unit.aliases].filter((old) => old !== one) } : {}) }, made));
  await endBySplit(desk.ports.units, unit, successors, made);
  await moveWithUnits(desk.ports, { branches: [{ from: id, to: successors[0]!._id }] });
  await done(desk, "unit.split", id, unit, { into: successors.map((one) => one.name) });
  return successors;
}

/** Ends a unit that nobody belongs to any more. */
export async function dissolveUnit(desk: Desk, id: string, decision: { effective?: string; decision?: string } = {}): Promise<Unit> {
  const unit = readUnit(desk, id, "units.write");
  const below = desk.tree.subtree(id).filter((one) => one !== id && desk.tree.all.get(one)!.active);
  const people = await desk.ports.people.people.exists(isCommune(unit) ? { commune: id } : { branch: id });
  if (below.length > 0 || people) throw new OfficeError(409, "unit-not-empty");
  await dissolve(desk.ports.units, unit, by(desk, id, decision));
  return done(desk, "unit.dissolved", id, unit);
}

export async function givePost(desk: Desk, unit: string, input: unknown): Promise<Post> {
  readUnit(desk, unit, "units.write");
  const wish = checked(postInput, input);
  const person = await personById(desk.ports.people, wish.person);
  if (!person || !reaches(desk.scope("people.read"), person)) throw new OfficeError(422, "fields-wrong", { fields: { person: "person-missing" } });
  const commune = desk.tree.communeOf(unit);
  const post = await give(desk.ports.units, { ...(Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as typeof wish), unit, commune } as Omit<Post, "_id">);
  await desk.audit("post.given", { subject: { kind: "post", id: post._id }, commune, after: post });
  return post;
}

export async function endPost(desk: Desk, id: string, to: string): Promise<void> {
  const post = await postById(desk.ports.units, id);
  if (!post) throw notFound();
  readUnit(desk, post.unit, "units.write");
  const until = checked(day, to);
  if (await end(desk.ports.units, id, until)) await desk.audit("post.ended", { subject: { kind: "post", id }, commune: post.commune, before: post, after: { ...post, to: until } });
}

/** Moves whoever still stands in a unit that another one took over. */
export async function settleUnits(ports: Desk["ports"]): Promise<void> {
  const tree = await unitTree(ports.units, { fresh: true });
  const pairs = [...tree.all.values()].flatMap((unit) => (!unit.active && unit.successors?.length === 1 ? [{ from: unit._id, to: unit.successors[0]! }] : []));
  await moveWithUnits(ports, { branches: pairs.filter(({ from }) => !isCommune(tree.all.get(from)!)), communes: pairs.filter(({ from }) => isCommune(tree.all.get(from)!)) });
}

function holds(scope: Scope, id: string): boolean {
  return scope.all || scope.units.has(id);
}

function by(desk: Desk, unit: string, { effective, decision }: { effective?: string | undefined; decision?: string | undefined }): UnitDecision {
  return { commune: desk.tree.communeOf(unit), by: desk.actor.id, now: desk.now, ...(effective ? { effective } : {}), ...(decision ? { decision } : {}) };
}

async function safely(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw error instanceof UnitChanged ? new OfficeError(409, "changed-meanwhile") : error;
  }
}

/** Written down, told to open pages, and read again for whoever asks next. */
async function done(desk: Desk, act: string, id: string, before?: object, after?: object): Promise<Unit> {
  const tree = await unitTree(desk.ports.units, { fresh: true });
  const unit = tree.all.get(id)!;
  await desk.audit(act, { subject: { kind: "unit", id }, commune: tree.communeOf(id), ...(before ? { before } : {}), after: after ?? unit });
  await desk.ports.announce("units", tree.communeOf(id));
  return unit;
}
