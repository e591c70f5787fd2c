import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Broadcast, Purpose, Reach } from "../../broadcasts/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { longestNotice } from "./broadcast-input.ts";
import { audienceOfValue } from "./chat-audiences.ts";
import { countAudience, createDraft, deleteDraft } from "./drafts.ts";
import { readOwn } from "./place.ts";
import { approvers, callApprovers, peopleOf, sendOff } from "./send-off.ts";

/** How often the count is looked at while somebody waits for it. */
const lookMs = 100;

/** A counted draft as its writer confirms it: `code` belongs to exactly these words, people and numbers. */
export type ChatNotice = { id: string; counted: boolean; code: string; people: number; reach: Reach | undefined; /** What is asked beside the code: nothing, the number of people, or a colleague's yes. */ approval: "none" | "count" | "colleague" };

/** `again`: the audience was counted anew or changed meanwhile, so that the code is another one. */
export type ConfirmOutcome = "sending" | "waiting" | "wrong-code" | "same-words" | "again";

/** Words as they may be sent. Throws 422 where they fail for somebody. */
export function checkChatWords(desk: Desk, text: string): void {
  desk.scope("broadcasts.write");
  if (text.length > longestNotice) throw new OfficeError(422, "fields-wrong", { fields: { vi: "too-long" } });
  desk.ports.notices.check(text);
}

/** Writes a draft from a chat, in place of one written there before; the same `id` is one draft. The report goes to `reportTo`. */
export async function draftFromChat(desk: Desk, { id, text, audience, purpose, instead, reportTo }: { id: string; text: string; audience: string; purpose: Purpose; instead?: string; reportTo: ContactId }): Promise<{ id: string; audienceName: string }> {
  const { name, purpose: own, ...meant } = await audienceOfValue(desk, audience);
  await createDraft(desk, { ...meant, purpose: own ?? purpose, texts: { vi: text } }, { _id: id, reportTo });
  if (instead && instead !== id) await dropFromChat(desk, instead);
  return { id, audienceName: name };
}

/** Throws a draft away that its writer does not want any more; what was sent off stays. */
export async function dropFromChat(desk: Desk, id: string): Promise<void> {
  try {
    await deleteDraft(desk, id);
  } catch (error) {
    if (!(error instanceof OfficeError) || (error.status !== 404 && error.status !== 409)) throw error;
  }
}

/** The draft with its count, waited for at most so long. Asks for a count where none is under way. */
export async function countedFromChat(desk: Desk, id: string, withinMs: number): Promise<ChatNotice> {
  const until = Date.now() + withinMs;
  let draft = await readOwn(desk, id, "broadcasts.write");
  if (!draft.preview) await countAudience(desk, id);
  while (draft.preview?.state !== "ready" && Date.now() < until) {
    await sleep(lookMs);
    draft = await readOwn(desk, id, "broadcasts.write");
  }
  return noticeOf(desk, draft);
}

/**
 * Sends off what somebody confirmed: they typed the code they were shown and, where asked for, the number of people. Another
 * code than that of the draft as it is now changes nothing. Said twice it is sent once.
 */
export async function confirmFromChat(desk: Desk, { id, code, typed, anyway }: { id: string; code: string; typed: string; anyway: boolean }): Promise<ConfirmOutcome> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const sent = await alreadySent(desk, draft);
  if (sent) return sent;
  // "1.200" is one number.
  const numbers = typed.replace(/(\d)[.,](?=\d{3}(?!\d))/g, "$1").match(/\d+/g) ?? [];
  const now = await noticeOf(desk, draft);
  if (numbers[0] !== code) return "wrong-code";
  if (!now.counted || now.code !== code) return "again";
  if (now.approval === "count" && Number(numbers[1]) !== now.people) return "wrong-code";
  try {
    const { outcome } = await sendOff(desk, id, { anyway, count: now.people }, draft.version);
    return outcome === "waiting" ? "waiting" : "sending";
  } catch (error) {
    if (!(error instanceof OfficeError)) throw error;
    if (error.key === "broadcast-same-words") return "same-words";
    if (["changed-meanwhile", "broadcast-not-counted", "broadcast-count-old", "broadcast-nobody", "broadcast-sent-off"].includes(error.key)) return "again";
    throw error;
  }
}

/** Confirmed before a crash: what may not have happened any more after it is done again, each of it once. */
async function alreadySent(desk: Desk, draft: Broadcast): Promise<ConfirmOutcome | undefined> {
  if (draft.state === "draft") return undefined;
  if (draft.state === "waiting") {
    await callApprovers(desk, { ...draft, version: draft.version - 1 }, draft.approval?.count ?? 0);
    return "waiting";
  }
  if (draft.state === "planning") await desk.ports.notices.plan(draft._id);
  return "sending";
}

async function noticeOf(desk: Desk, draft: Broadcast): Promise<ChatNotice> {
  const { preview, version, _id: id } = draft;
  const counted = preview?.state === "ready";
  const people = peopleOf(draft);
  const digest = createHmac("sha256", desk.ports.secret).update(`notice-code|${id}|${version}|${preview?.id ?? ""}|${people}`).digest();
  // Four digits without a zero in front: a number like any other on a phone's keyboard.
  const code = String(1000 + (digest.readUInt32BE(0) % 9000));
  const big = counted && people > (await desk.ports.notices.rules(draft.commune)).approveAbove;
  return { id, counted, code, people, reach: counted ? preview.reach : undefined, approval: !big ? "none" : (await approvers(desk, draft)).length > 0 ? "colleague" : "count" };
}
