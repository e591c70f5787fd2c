import type { ActivityModels } from "../activities/index.ts";
import { createBroadcast, type BroadcastModels } from "../broadcasts/index.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Late enough to be home, early enough to remember. */
const afterMs = 2 * hourMs;
const withinMs = 2 * dayMs;
const keptMs = 7 * dayMs;

export type FeedbackPorts = { activities: ActivityModels; broadcasts: BroadcastModels; plan(id: string): Promise<void>; now(): number };

/** Asks everybody who was at an activity that is over how it was, once: the notice's id is the activity's. */
export async function askFeedback({ activities, broadcasts, plan, now }: FeedbackPorts): Promise<void> {
  const at = now();
  const over = await activities.activities.find({ startsAt: { $gt: at - withinMs - 30 * dayMs }, endsAt: { $gt: at - withinMs, $lt: at - afterMs }, state: { $in: ["open", "closed"] } } as Record<string, unknown>, { title: 1, commune: 1 }).lean<{ _id: string; title: string; commune: string }[]>();
  for (const { _id, title, commune } of over) {
    if (!(await activities.attendance.exists({ _id: { $gt: `${_id}|`, $lt: `${_id}}` }, contact: { $gt: "" } }))) continue;
    const id = `feedback-${_id}`;
    const content = { key: "notice:activity-feedback", params: { title }, buttons: [{ flow: "activity-feedback", value: _id, key: "activity-feedback:rate" }] };
    const fresh = await createBroadcast(broadcasts, { _id: id, kind: "feedback", purpose: "activities", commune, audience: { activities: [{ id: _id, who: "attended" }] }, content, expiresAt: at + keptMs, about: { kind: "activity", id: _id } }, at);
    if (fresh) await plan(id);
  }
}
