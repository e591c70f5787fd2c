import { interestedAmong, markInterest } from "../../activities/index.ts";
import { noteInterest, hasStopped, type Purpose } from "../../broadcasts/index.ts";
import { dialogueById } from "../../dialogues/index.ts";
import type { Effect, EffectContext, EffectResult } from "../effect-contract.ts";
import { visibleActivity } from "./activity-standing.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{gathering}` of a notice's button → noted `{title, when, place, stopped}`: the reminders of that dialogue or activity reach the person too. `stopped`: such notices are off, so nothing will come */
export const remindMe = (shelf: Shelf): Effect => ({
  name: "remind-me",
  outcomes: ["noted", "already", "over", "missing"],
  async run(args, context) {
    const id = textOf(args, "gathering", 60);
    const { rooms } = shelf;
    const activity = await visibleActivity(shelf, id, context.contact);
    const wished = activity && (await interestedAmong(rooms.activities, id, await linkedContacts(rooms, context.contact._id)));
    if (activity) return result(activity, wished?.size === 0 && (await markInterest(rooms.activities, id, context.contact._id, context.now)), "activities", context);
    const dialogue = await dialogueById(rooms.dialogues, id);
    if (!dialogue) return { outcome: "missing" };
    const ahead = dialogue.state !== "cancelled" && dialogue.startsAt > context.now;
    const fresh = ahead && (await noteInterest(rooms.broadcasts, id, context.contact._id, context.now));
    return result(dialogue, fresh, "dialogues", context);
  },
});

type Gathering = { title: string; startsAt: number; place: string; state: string };

function result({ title, startsAt: when, place, state }: Gathering, fresh: boolean, purpose: Purpose, { contact, now }: EffectContext): EffectResult {
  if (state === "cancelled" || when <= now) return { outcome: "over", values: { title } };
  return { outcome: fresh ? "noted" : "already", values: { title, when, place, stopped: hasStopped(contact, purpose) } };
}
