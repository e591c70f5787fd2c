import type { Subject } from "../audit/index.ts";
import type { Hook, HookModels } from "./model.ts";

export type RaisedEvent = { /** The same event raised again is the same event. */ id: string; event: string; commune?: string | undefined; subject: Subject; at: number };

const keptMs = 5_000;
const known = new WeakMap<HookModels, { at: number; hooks: Hook[] }>();

/** Puts an event in the queue of every program that wants to hear of it. */
export async function raiseEvent(models: HookModels, { id, event, commune, subject, at }: RaisedEvent): Promise<void> {
  for (const hook of await activeHooks(models)) {
    if (!hook.events.includes("*") && !hook.events.includes(event)) continue;
    if (hook.commune !== undefined && hook.commune !== commune) continue;
    const body = JSON.stringify({ id, event, at: new Date(at).toISOString(), ...(commune === undefined ? {} : { commune }), subject });
    const fields = { hook: hook._id, event, subject, body, state: "waiting" as const, tries: 0, nextAt: at, createdAt: at };
    await models.deliveries.updateOne({ _id: `${id}|${hook._id}` }, { $setOnInsert: fields }, { upsert: true }).catch((error: { code?: number }) => {
      if (error.code !== 11000) throw error;
    });
  }
}

/** Every change of staff asks; hooks change rarely. */
async function activeHooks(models: HookModels): Promise<Hook[]> {
  const last = known.get(models);
  const now = performance.now();
  if (last && now - last.at < keptMs) return last.hooks;
  const hooks = await models.hooks.find({ active: true }).lean<Hook[]>();
  known.set(models, { at: now, hooks });
  return hooks;
}

/** After a change of hooks in this process. */
export function forgetKnownHooks(models: HookModels): void {
  known.delete(models);
}

/** Nothing that is about this waits to be sent, or is remembered as sent. */
export async function forgetEvents(models: HookModels, subject: Subject): Promise<void> {
  await models.deliveries.deleteMany({ "subject.id": subject.id, "subject.kind": subject.kind });
}

export async function expireDeliveries(models: HookModels, before: number): Promise<number> {
  return (await models.deliveries.deleteMany({ createdAt: { $lt: before }, state: { $ne: "waiting" } })).deletedCount;
}
