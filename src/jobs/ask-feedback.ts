import { markAsked, unaskedAttendees, type ActivityModels } from "../activities/index.ts";
import { createBroadcast, type BroadcastModels } from "../broadcasts/index.ts";
import { wallClock } from "../lib/local-time.ts";
import { personsContacts, type PeopleModels } from "../people/index.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Late enough to be home, early enough to remember. */
const afterMs = 2 * hourMs;
/** From when somebody was entered, not from the end alone: sheets of paper come the next morning, or the next week. */
const withinMs = 2 * dayMs;
/** Answers are taken for fourteen days. */
const takenMs = 13 * dayMs;
const keptMs = 7 * dayMs;
/** As many as an audience can name; the others are asked the next day. */
const most = 2000;

export type FeedbackPorts = { activities: ActivityModels; broadcasts: BroadcastModels; people: PeopleModels; plan(id: string): Promise<void>; timeZone: string; now(): number };

/**
 * Asks everybody who was at an activity that is over how it was, each once: a notice an activity and day for whoever was entered since.
 * Its id is of both, and rows are marked by whom the notice names, so that dying in between or running twice asks nobody twice.
 */
export async function askFeedback(ports: FeedbackPorts): Promise<void> {
  const { activities, broadcasts, plan, timeZone, now } = ports;
  const at = now();
  const over = await activities.activities.find({ startsAt: { $gt: at - takenMs - 30 * dayMs }, endsAt: { $gt: at - takenMs, $lt: at - afterMs }, state: { $in: ["open", "closed"] } } as Record<string, unknown>, { title: 1, commune: 1, endsAt: 1 }).lean<{ _id: string; title: string; commune: string; endsAt: number }[]>();
  for (const { _id, title, commune, endsAt } of over) {
    // Who came on the first day of a camp is asked after its last.
    const unasked = await unaskedAttendees(activities, _id, endsAt > at - withinMs ? 0 : at - withinMs);
    const chats = await chatsOf(ports, unasked);
    const contacts = [...new Set(chats.values())].sort().slice(0, most);
    if (contacts.length === 0) continue;
    const id = `feedback-${_id}-${wallClock(at, timeZone).day.replaceAll("-", "")}`;
    const content = { key: "notice:activity-feedback", params: { title }, buttons: [{ flow: "activity-feedback", value: _id, key: "activity-feedback:rate" }] };
    const fresh = await createBroadcast(broadcasts, { _id: id, kind: "feedback", purpose: "activities", commune, audience: { contacts }, content, expiresAt: at + keptMs, about: { kind: "activity", id: _id } }, at);
    const named = new Set((await broadcasts.broadcasts.findById(id, { audience: 1 }).lean<{ audience: { contacts?: string[] } }>())?.audience.contacts);
    await markAsked(activities, unasked.filter((row) => named.has(chats.get(row._id) ?? "")).map((row) => row._id), id);
    if (fresh) await plan(id);
  }
}

/** A chat of each: the one somebody checked in on, else one the register knows. A notice reaches a human being once, on whichever is best. */
async function chatsOf({ people }: FeedbackPorts, rows: Awaited<ReturnType<typeof unaskedAttendees>>): Promise<Map<string, string>> {
  const known = await personsContacts(people, rows.flatMap((row) => (row.contact === undefined && row.person ? [row.person] : [])));
  return new Map(rows.flatMap((row) => {
    const chat = row.contact ?? known.get(row.person ?? "")?.[0];
    return chat ? [[row._id, chat] as const] : [];
  }));
}
