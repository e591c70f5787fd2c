import { createHash, randomBytes } from "node:crypto";
import { createBroadcast, criteriaOf, type Broadcast, type BroadcastContent, type BroadcastState } from "../../broadcasts/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { aboutOf } from "./about-of.ts";
import { broadcastChangesInput, broadcastInput, type BroadcastInput } from "./broadcast-input.ts";
import { checkButtons } from "./notice-buttons.ts";
import { audienceWithin, placeOf, readOwn, withinPlaces, type Place } from "./place.ts";

const dayMs = 86_400_000;
const keptForMs = 14 * dayMs;
const longestKeptMs = 30 * dayMs;

/** Writes a draft and has its audience counted. Sends nothing. With an id of its own it is written once however often it is asked for. */
export async function createDraft(desk: Desk, input: unknown, own: Partial<Pick<Broadcast, "_id" | "reportTo">> = {}): Promise<Broadcast> {
  const given = checked(broadcastInput, input);
  const place = await placeOf(desk, given);
  const audience = await audienceWithin(desk, given.audience, place);
  const id = own._id ?? `notice-${randomBytes(9).toString("base64url")}`;
  checkWords(desk, given.texts);
  await checkButtons(desk, given.buttons, place);
  const fresh = await createBroadcast(desk.ports.broadcasts, { ...own, _id: id, kind: "notice", state: "draft", ...place, by: desk.actor.id, byName: desk.actor.name, ...timing(desk, given), purpose: given.purpose, audience, content: contentOf(given), ...defined({ about: await aboutOf(desk, given.buttons) }), fingerprint: fingerprintOf(given.texts.vi, place) }, desk.now);
  const broadcast = await readOwn(desk, id, "broadcasts.write");
  if (fresh) await changed(desk, "broadcast.drafted", broadcast);
  await countAudience(desk, id);
  return readOwn(desk, id, "broadcasts.write");
}

/**
 * Changes a draft; `version` is the one that was read. 409: somebody changed it meanwhile, or it is sent off already. One that waits
 * for approval is a draft again: nobody approves words they did not see. What was rehearsed were other words.
 */
export async function updateDraft(desk: Desk, id: string, input: unknown, version: number | undefined): Promise<Broadcast> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const given = checked(broadcastChangesInput, input);
  const whole = Object.fromEntries(Object.entries({ ...inputOf(draft), ...defined(given) }).filter(([, value]) => value !== null)) as BroadcastInput;
  checkWords(desk, whole.texts);
  // Of the buttons as they were one may have gone meanwhile: only new ones are looked at.
  await checkButtons(desk, given.buttons, draft);
  const audience = given.audience ? await audienceWithin(desk, given.audience, draft) : draft.audience;
  const { at, repeat, urgent, perMinute, expiresAt, expiryChosen } = timing(desk, whole);
  const about = await aboutOf(desk, whole.buttons);
  const set = { purpose: whole.purpose, audience, content: contentOf(whole), fingerprint: fingerprintOf(whole.texts.vi, draft), expiresAt, expiryChosen, ...defined({ about, at, repeat, urgent, perMinute }) };
  const unset = Object.fromEntries(Object.entries({ about, at, repeat, urgent, perMinute }).filter(([, value]) => value === undefined).map(([name]) => [name, 1]));
  await write(desk, draft, { $set: { ...set, state: "draft" }, $unset: { ...unset, approval: 1, rehearsed: 1 } }, version);
  const after = await readOwn(desk, id, "broadcasts.write");
  await changed(desk, "broadcast.changed", after);
  await countAudience(desk, id);
  return readOwn(desk, id, "broadcasts.write");
}

/** Throws a draft away. What was ever sent stays. */
export async function deleteDraft(desk: Desk, id: string): Promise<void> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const deleted = await desk.ports.broadcasts.broadcasts.deleteOne({ _id: id, state: { $in: ["draft", "waiting"] } });
  if (deleted.deletedCount === 0) throw new OfficeError(409, "broadcast-sent-off");
  await desk.ports.pictures.forget(draft);
  await changed(desk, "broadcast.thrown-away", draft);
}

/** Has the audience counted anew; the count grows in `preview` while somebody looks. */
export async function countAudience(desk: Desk, id: string): Promise<void> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const preview = `${draft.version}-${randomBytes(4).toString("hex")}`;
  const empty = { id: preview, state: "counting", scanned: 0, reach: undefined, names: [], at: desk.now };
  await desk.ports.broadcasts.broadcasts.updateOne({ _id: id, state: { $in: ["draft", "waiting"] } }, { $set: { preview: empty } });
  await desk.ports.notices.preview(id, preview);
}

export const listedStates: readonly BroadcastState[] = ["draft", "waiting", "scheduled", "planning", "sending", "paused", "done", "cancelled"];

/** Notices of one's own places, the newest first. `before`: only what was written before that time. Reminders the service sends by itself only when asked for, what one person was told of a seat not even then. */
export async function listBroadcasts(desk: Desk, { state, before, limit = 50, automatic = false }: { state?: string; before?: number; limit?: number; automatic?: boolean } = {}): Promise<Broadcast[]> {
  const where = {
    ...withinPlaces(desk.scope("broadcasts.read")),
    ...(state && (listedStates as readonly string[]).includes(state) ? { state } : {}),
    ...(before === undefined ? {} : { createdAt: { $lt: before } }),
    kind: automatic ? { $ne: "promoted" } : "notice",
  };
  return desk.ports.broadcasts.broadcasts.find(where as Record<string, unknown>, { preview: 0 }).sort({ createdAt: -1 }).limit(limit).lean<Broadcast[]>();
}

function timing(desk: Desk, { at, repeat, urgent, perMinute, expiresAt }: Pick<BroadcastInput, "at" | "repeat" | "urgent" | "perMinute" | "expiresAt">) {
  const from = Math.max(desk.now, at ?? 0);
  if (expiresAt !== undefined && expiresAt <= from) throw new OfficeError(422, "fields-wrong", { fields: { expiresAt: "time-past" } });
  return { expiresAt: Math.min(expiresAt ?? from + keptForMs, from + longestKeptMs), expiryChosen: expiresAt !== undefined, ...defined({ at, repeat, urgent, perMinute }) } as Pick<Broadcast, "expiresAt" | "expiryChosen" | "at" | "repeat" | "urgent" | "perMinute">;
}

function contentOf({ texts, fallbacks, buttons, image }: Pick<BroadcastInput, "texts" | "fallbacks" | "buttons" | "image">): BroadcastContent {
  const kept = Object.fromEntries(Object.entries(fallbacks ?? {}).filter(([, words]) => words));
  return {
    texts: { vi: texts.vi, ...(texts.en ? { en: texts.en } : {}) },
    ...(Object.keys(kept).length > 0 ? { fallbacks: kept as Record<string, string> } : {}),
    ...(buttons && buttons.length > 0 ? { buttons: buttons.map(({ flow, value, label }) => ({ flow, label, ...(value === undefined ? {} : { value }) })) } : {}),
    ...(image ? { image } : {}),
  };
}

/** A draft as it was given, for changing some of it. */
export function inputOf(draft: Broadcast): Omit<BroadcastInput, "commune" | "branch" | "club"> {
  const { content, purpose = "news", at, repeat, urgent, perMinute } = draft;
  const expiresAt = draft.expiryChosen ? draft.expiresAt : undefined;
  const { court: _court, ...audience } = draft.audience;
  const own = "texts" in content ? { texts: content.texts, ...(content.fallbacks ? { fallbacks: content.fallbacks } : {}) } : { texts: { vi: "" } };
  const buttons = content.buttons?.map(({ flow, value, label = "" }) => ({ flow, label, ...(value === undefined ? {} : { value }) }));
  return { ...own, purpose, audience, ...defined({ expiresAt, buttons, image: content.image, at, repeat, urgent, perMinute }) } as Omit<BroadcastInput, "commune" | "branch" | "club">;
}

function checkWords(desk: Desk, texts: { vi: string; en?: string | undefined }): void {
  for (const [language, text] of Object.entries(texts)) {
    if (!text) continue;
    try {
      desk.ports.notices.check(text);
    } catch (error) {
      if ((error as Error).name !== "NoticeTextMistake") throw error;
      throw new OfficeError(422, "fields-wrong", { fields: { [language]: "notice-variable-wrong" } });
    }
  }
}

/** The same words of the same commune are the same notice, whatever spaces and capitals: its people do not care which of its places wrote. */
function fingerprintOf(text: string, { commune }: Place): string {
  const words = text.normalize("NFC").toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, " ").trim();
  return createHash("sha256").update(JSON.stringify([commune, null, null, words])).digest("base64url").slice(0, 22);
}

export async function write(desk: Desk, draft: Broadcast, change: Record<string, unknown>, version: number | undefined, states: readonly BroadcastState[] = ["draft", "waiting"]): Promise<void> {
  if (!states.includes(draft.state)) throw new OfficeError(409, "broadcast-sent-off");
  const written = await desk.ports.broadcasts.broadcasts.updateOne({ _id: draft._id, version: version ?? draft.version, state: { $in: [...states] } }, { ...change, $inc: { version: 1 } });
  if (written.matchedCount === 0) throw new OfficeError(409, "changed-meanwhile");
}

export async function changed(desk: Desk, act: string, broadcast: Broadcast, more: { count?: number } = {}): Promise<void> {
  const { _id, commune, state, audience } = broadcast;
  await desk.audit(act, { subject: { kind: "broadcast", id: _id }, commune, after: { state, audience: [...(audience.everyone ? ["everyone"] : []), ...criteriaOf(audience)], ...more } });
  await desk.ports.announce("broadcasts", commune);
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}
