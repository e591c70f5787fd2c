import { randomBytes } from "node:crypto";
import { openText, sealText } from "../staff/index.ts";
import type { Delivery, Hook, HookModels } from "./model.ts";
import { forgetKnownHooks } from "./raise-event.ts";

/** The address cannot be one. */
export class HookMistake extends Error {
  override name = "HookMistake";
}

/** A new hook and its secret `whsec_…` for checking signatures (Standard Webhooks); shown once. Throws HookMistake. */
export async function createHook(models: HookModels, { key, allowPrivate, now, ...wish }: Pick<Hook, "name" | "url" | "events" | "createdBy"> & { commune?: string; key: string; allowPrivate: boolean; now: number }): Promise<{ hook: Hook; secret: string }> {
  checkUrl(wish.url, allowPrivate);
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const hook: Hook = { _id: `h${randomBytes(9).toString("base64url")}`, ...wish, secret: sealText(key, secret), active: true, createdAt: now };
  await models.hooks.create(hook);
  forgetKnownHooks(models);
  return { hook, secret };
}

export async function switchHook(models: HookModels, id: string, active: boolean): Promise<boolean> {
  const changed = await models.hooks.updateOne({ _id: id }, { $set: { active }, $unset: { off: 1, failingSince: 1 } });
  forgetKnownHooks(models);
  return changed.matchedCount === 1;
}

export async function deleteHook(models: HookModels, id: string): Promise<boolean> {
  await models.deliveries.deleteMany({ hook: id });
  forgetKnownHooks(models);
  return (await models.hooks.deleteOne({ _id: id })).deletedCount === 1;
}

export async function listHooks(models: HookModels): Promise<(Hook & { waiting: number; last?: Delivery })[]> {
  const hooks = await models.hooks.find().lean<Hook[]>();
  return Promise.all(
    hooks.map(async (hook) => {
      const [waiting, [last]] = await Promise.all([models.deliveries.countDocuments({ hook: hook._id, state: "waiting" }), models.deliveries.find({ hook: hook._id }).sort({ createdAt: -1 }).limit(1).lean<Delivery[]>()]);
      return { ...hook, waiting, ...(last ? { last } : {}) };
    }),
  );
}

export function secretOf(hook: Hook, key: string): Buffer {
  return Buffer.from(openText(key, hook.secret).replace(/^whsec_/, ""), "base64");
}

function checkUrl(text: string, allowPrivate: boolean): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || !(url.protocol === "https:" || (allowPrivate && url.protocol === "http:"))) throw new HookMistake("an address is https:// without name and password");
}
