import { interestedAmong, markInterest, type Activity } from "../../activities/index.ts";
import { hasStopped, noteInterest, type Purpose } from "../../broadcasts/index.ts";
import { dialogueById } from "../../dialogues/index.ts";
import type { Effect, EffectContext, EffectResult } from "../effect-contract.ts";
import { visibleActivity } from "./activity-standing.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{gathering}` of a notice's button → noted `{title, when, place, stopped}`: the reminders of that dialogue or activity reach the person too. `stopped`: such notices are off, so nothing will come */
export const remindMe = (shelf: Shelf): Effect => ({
  name: "remind-me",
  outcomes: ["noted", "already", "over", "missing"],
  async run(args, context) {
    const { contact, now } = context;
    const id = textOf(args, "gathering", 60);
    const activity = await visibleActivity(shelf, id, contact);
    if (activity) return result(activity, "activities", context, () => ofActivity(shelf, activity, context));
    const dialogue = await dialogueById(shelf.rooms.dialogues, id);
    if (!dialogue) return { outcome: "missing" };
    return result(dialogue, "dialogues", context, () => noteInterest(shelf.rooms.broadcasts, id, contact._id, now));
  },
});

/** False: they asked before. */
async function ofActivity({ rooms }: Shelf, { _id }: Activity, { contact, now }: EffectContext): Promise<boolean> {
  const before = await interestedAmong(rooms.activities, _id, [contact._id]);
  await markInterest(rooms.activities, _id, contact._id, now);
  return before.size === 0;
}

type Gathering = { title: string; startsAt: number; place: string; state: string };

async function result({ title, startsAt: when, place, state }: Gathering, purpose: Purpose, { contact, now }: EffectContext, note: () => Promise<boolean>): Promise<EffectResult> {
  if (state === "cancelled" || when <= now) return { outcome: "over", values: { title } };
  return { outcome: (await note()) ? "noted" : "already", values: { title, when, place, stopped: hasStopped(contact, purpose) } };
}
