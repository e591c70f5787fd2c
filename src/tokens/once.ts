import type { OnceKey, TokenModels } from "./model.ts";

/** An act that runs longer died with its process. */
const crashedMs = 60_000;

export type Begun = { outcome: "go" } | { outcome: "running" | "other" } | { outcome: "done"; status: number; body: string };

/** Begins an act under a key. `other`: the key was used for another request. `done`: what was answered then. Of two at once one goes. */
export async function beginOnce(models: TokenModels, { token, key, request, now }: { token: string; key: string; request: string; now: number }): Promise<Begun> {
  const id = `${token}|${key}`;
  try {
    await models.onces.create({ _id: id, request, state: "running", at: now });
    return { outcome: "go" };
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  const there = await models.onces.findById(id).lean<OnceKey>();
  if (!there || there.request !== request) return { outcome: there ? "other" : "running" };
  if (there.state === "done") return { outcome: "done", status: there.status!, body: there.body ?? "" };
  if (now - there.at < crashedMs) return { outcome: "running" };
  const taken = await models.onces.updateOne({ _id: id, state: "running", at: there.at }, { $set: { at: now } });
  return { outcome: taken.modifiedCount === 1 ? "go" : "running" };
}

export async function endOnce(models: TokenModels, { token, key }: { token: string; key: string }, answer: { status: number; body: string }): Promise<void> {
  await models.onces.updateOne({ _id: `${token}|${key}` }, { $set: { state: "done", ...answer } });
}

/** It came to nothing: the same key may try again. */
export async function abandonOnce(models: TokenModels, { token, key }: { token: string; key: string }): Promise<void> {
  await models.onces.deleteOne({ _id: `${token}|${key}`, state: "running" });
}

/** Answers of acts name people: those about somebody go with them, all go after a day. */
export async function forgetOnces(models: TokenModels, word: string): Promise<void> {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  await models.onces.updateMany({ body: new RegExp(escaped) }, { $set: { body: "" } });
}

export async function expireOnces(models: TokenModels, before: number): Promise<number> {
  return (await models.onces.deleteMany({ at: { $lt: before } })).deletedCount;
}
