import { calmAt, purposes } from "../../broadcasts/index.ts";
import { checkChatWords, countedFromChat, draftFromChat, dropFromChat, OfficeError, type Desk } from "../../office/index.ts";
import type { Effect, EffectContext, EffectResult } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { EffectTools, Shelf } from "./effect-tools.ts";

/** As long as an answer may be, see the engine. */
const longestWords = 1_000;
/** The count of a commune takes a moment; who has more people looks again. */
const countWithinMs = 5_000;

/** The desk of somebody who may send notices, in their own linked chat; for everybody else there is nothing here. */
export async function noticeDesk({ deskOf }: EffectTools, { contact, now }: EffectContext): Promise<Desk | undefined> {
  const desk = await deskOf?.(contact._id, now);
  return desk?.can("broadcasts.write") ? desk : undefined;
}

/** → may: this is the own chat of somebody of staff who may send notices */
export const mayNotify = ({ tools }: Shelf): Effect => ({
  name: "may-notify",
  outcomes: ["may", "may-not"],
  run: async (_args, context) => ({ outcome: (await noticeDesk(tools, context)) ? "may" : "may-not" }),
});

/** `{text}` of a notice → wrong where it would fail for somebody: a brace too many, a variable nobody knows */
export const checkNotice = ({ tools }: Shelf): Effect => ({
  name: "check-notice",
  outcomes: ["fine", "wrong", "none"],
  async run(args, context) {
    const desk = await noticeDesk(tools, context);
    if (!desk) return { outcome: "none" };
    try {
      checkChatWords(desk, textOf(args, "text", longestWords));
      return { outcome: "fine" };
    } catch (error) {
      if (error instanceof OfficeError || (error as Error).name === "NoticeTextMistake") return { outcome: "wrong" };
      throw error;
    }
  },
});

/** `{text, audience, purpose?, instead?}` → a draft with its count, see `counted`; `counting` when that takes longer. `instead`: a draft it replaces */
export const draftNotice = ({ tools }: Shelf): Effect => ({
  name: "draft-notice",
  outcomes: ["counted", "counting", "nobody", "none"],
  run: (args, context) =>
    atDesk(tools, context, async (desk) => {
      const purpose = purposes.find((one) => one === textOf(args, "purpose")) ?? "news";
      const wish = { id: `notice-${tools.mark(context.key)}`, text: textOf(args, "text", longestWords), audience: textOf(args, "audience"), purpose, instead: textOf(args, "instead"), reportTo: context.contact._id };
      const { id } = await draftFromChat(desk, wish);
      return counted(desk, id, context);
    }),
});

/** `{draft}` → the same once more, for a count that took long or was made anew */
export const countNotice = ({ tools }: Shelf): Effect => ({
  name: "count-notice",
  outcomes: ["counted", "counting", "nobody", "none"],
  run: (args, context) => atDesk(tools, context, (desk) => counted(desk, textOf(args, "draft"), context)),
});

/** `{draft}` → dropped: what was not sent yet is thrown away */
export const dropNotice = ({ tools }: Shelf): Effect => ({
  name: "drop-notice",
  outcomes: ["dropped"],
  async run(args, context) {
    const [desk, draft] = [await noticeDesk(tools, context), textOf(args, "draft")];
    if (desk && draft) await dropFromChat(desk, draft);
    return { outcome: "dropped" };
  },
});

/** What lies outside somebody's right, or went meanwhile, is "none" to a chat. */
export async function atDesk(tools: EffectTools, context: EffectContext, run: (desk: Desk) => Promise<EffectResult>): Promise<EffectResult> {
  const desk = await noticeDesk(tools, context);
  if (!desk) return { outcome: "none" };
  try {
    return await run(desk);
  } catch (error) {
    if (error instanceof OfficeError) return { outcome: "none" };
    throw error;
  }
}

/** `{id, code, people, now, paid, cost, beyond, later, unreachable, approval, quiet, until}`: `people` get it, `now` of them at once unless it is `quiet` `until` some time, `paid` of those for `cost` VND in all, `beyond` more than the month's budget has room for, `later` with their next word */
async function counted(desk: Desk, id: string, { now }: EffectContext): Promise<EffectResult> {
  const notice = await countedFromChat(desk, id, countWithinMs);
  const { code, people, reach, approval } = notice;
  if (!reach) return { outcome: "counting", values: { id } };
  const { quiet, until } = calmAt(await desk.ports.notices.rules((await desk.ports.broadcasts.broadcasts.findById(id).lean<{ commune?: string }>())?.commune), now, desk.ports.timeZone);
  const values = { id, code, people, now: reach.now + reach.paid, paid: reach.paid, cost: reach.cost, beyond: reach.beyondBudget, later: reach.later, unreachable: reach.total - people, approval, quiet, until };
  return { outcome: people > 0 ? "counted" : "nobody", values };
}
