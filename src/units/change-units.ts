import { randomBytes } from "node:crypto";
import { fold } from "../lib/vietnamese/index.ts";
import type { Unit, UnitEvent, UnitKind, UnitModels } from "./model.ts";

/** By which decision, from when, and who entered it. */
export type UnitDecision = { commune: string; effective?: string; decision?: string; by: string; now: number };
export type NewUnit = { id?: string; kind: UnitKind; name: string; label?: string; parent?: string; aliases?: string[]; order?: number; predecessors?: string[] };

/** Somebody else changed the unit meanwhile. */
export class UnitChanged extends Error {
  override name = "UnitChanged";
}

/** "Chi đoàn thôn Đông" → "thon-dong-x7k2": at most 28 characters of [a-z0-9-], because it travels in button payloads of 64 bytes. */
export function newUnitId(name: string): string {
  const words = fold(name).replace(/^(chi doan|doan xa|doan phuong|doan|lien chi doan)\s+/, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `${words.slice(0, 20).replace(/-+$/, "") || "don-vi"}-${randomBytes(3).toString("hex")}`;
}

/** What fits on a button: "Chi đoàn thôn Đông" → "Thôn Đông". */
export function labelOf(name: string): string {
  const short = name.replace(/^(Liên chi đoàn|Chi đoàn)\s+/iu, "");
  const label = short.charAt(0).toUpperCase() + short.slice(1);
  return [...label].length <= 20 ? label : `${[...label].slice(0, 19).join("")}…`;
}

/** Founds a unit. The same `id` again is the same unit. */
export async function foundUnit(models: UnitModels, wish: NewUnit, decision: UnitDecision): Promise<Unit> {
  const { id = newUnitId(wish.name), kind, name, label = labelOf(name), parent, aliases = [], order = 0, predecessors } = wish;
  const unit: Unit = { _id: id, kind, name, label, ...(parent ? { parent } : {}), aliases, order, active: true, foundedAt: decision.now, ...(predecessors ? { predecessors } : {}), revision: 1 };
  const { _id, ...fields } = unit;
  const written = await models.units.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
  if (written.upsertedCount === 1) await tell(models, unit._id, parent ? decision : { ...decision, commune: id }, "founded", { name, kind });
  return unit;
}

/** A new name; the old one stays findable. Throws UnitChanged. */
export async function renameUnit(models: UnitModels, unit: Unit, to: { name: string; label?: string }, decision: UnitDecision): Promise<void> {
  const { name, label = labelOf(name) } = to;
  const aliases = unit.name === name ? unit.aliases : [...new Set([...unit.aliases, unit.name])];
  await change(models, unit, { name, label, aliases });
  await tell(models, unit._id, decision, "renamed", { from: unit.name, to: name });
}

export async function setAliases(models: UnitModels, unit: Unit, aliases: string[], decision: UnitDecision): Promise<void> {
  await change(models, unit, { aliases });
  await tell(models, unit._id, decision, "aliases", { from: unit.aliases, to: aliases });
}

/** Under another unit. Whether it may stand there, and that no ring comes of it, is the caller's to check. */
export async function moveUnit(models: UnitModels, unit: Unit, parent: string, decision: UnitDecision): Promise<void> {
  await change(models, unit, { parent });
  await tell(models, unit._id, decision, "moved", { from: unit.parent ?? "", to: parent });
}

/**
 * Ends units in favour of `successor`, which takes over their names and what stood under them. Their people are the caller's
 * to move; who is forgotten in between is found by `takenOver`. Safe to repeat.
 */
export async function mergeUnits(models: UnitModels, from: Unit[], successor: Unit, decision: UnitDecision): Promise<void> {
  const names = from.flatMap((unit) => (unit._id === successor._id ? unit.aliases : [unit.name, unit.label, ...unit.aliases]));
  const aliases = [...new Set([...successor.aliases, ...names])].filter((name) => name !== successor.name && name !== successor.label);
  await models.units.updateOne({ _id: successor._id }, { $set: { aliases, predecessors: [...new Set([...(successor.predecessors ?? []), ...from.map((one) => one._id).filter((id) => id !== successor._id)])] }, $inc: { revision: 1 } });
  for (const unit of from) {
    if (unit._id === successor._id) continue;
    await models.units.updateMany({ parent: unit._id, active: true }, { $set: { parent: successor._id }, $inc: { revision: 1 } });
    const ended = await models.units.updateOne({ _id: unit._id, active: true }, { $set: { active: false, endedAt: decision.now, successors: [successor._id] }, $inc: { revision: 1 } });
    if (ended.modifiedCount === 1) await tell(models, unit._id, decision, "merged", { into: successor._id, name: successor.name });
  }
}

/** Ends a unit in favour of several. */
export async function endBySplit(models: UnitModels, unit: Unit, successors: Unit[], decision: UnitDecision): Promise<void> {
  const ended = await models.units.updateOne({ _id: unit._id, active: true }, { $set: { active: false, endedAt: decision.now, successors: successors.map((one) => one._id) }, $inc: { revision: 1 } });
  if (ended.modifiedCount === 1) await tell(models, unit._id, decision, "split", { into: successors.map((one) => one._id), names: successors.map((one) => one.name) });
}

/** Ends a unit that nobody follows. */
export async function dissolveUnit(models: UnitModels, unit: Unit, decision: UnitDecision): Promise<void> {
  const ended = await models.units.updateOne({ _id: unit._id, active: true }, { $set: { active: false, endedAt: decision.now }, $inc: { revision: 1 } });
  if (ended.modifiedCount === 1) await tell(models, unit._id, decision, "dissolved", { name: unit.name });
}

/** Units that ended with exactly one successor: whoever still stands in one belongs to the other. */
export async function takenOver(models: UnitModels): Promise<{ from: string; to: string }[]> {
  const ended = await models.units.find({ active: false }).lean<Unit[]>();
  return ended.flatMap((unit) => (unit.successors?.length === 1 ? [{ from: unit._id, to: unit.successors[0]! }] : []));
}

/** The newest first. */
export async function eventsOf(models: UnitModels, units: string[], limit = 50): Promise<UnitEvent[]> {
  const found = await models.events.find({ unit: { $in: units } }).lean<UnitEvent[]>();
  return found.sort((a, b) => b.at - a.at).slice(0, limit);
}

async function change(models: UnitModels, unit: Unit, fields: Partial<Unit>): Promise<void> {
  const when = unit.revision === undefined ? { revision: { $exists: false } } : { revision: unit.revision };
  const written = await models.units.updateOne({ _id: unit._id, ...when }, { $set: fields, $inc: { revision: 1 } });
  if (written.matchedCount === 0) throw new UnitChanged();
}

async function tell(models: UnitModels, unit: string, { commune, effective, decision, by, now }: UnitDecision, kind: UnitEvent["kind"], detail: Record<string, unknown>): Promise<void> {
  await models.events.create({ _id: `${unit}|${now}|${randomBytes(4).toString("hex")}`, unit, commune, kind, at: now, ...(effective ? { effective } : {}), ...(decision ? { decision } : {}), by, detail });
}
