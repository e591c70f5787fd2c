import { dropInterest, interestedAmong, markInterest } from "../../activities/index.ts";
import type { Effect } from "../effect-contract.ts";
import { visibleActivity } from "./activity-standing.ts";
import { calendarAddress } from "./activity-values.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{activity}` → kept `{title, file}`: reminders reach the person although they did not register */
export const remindActivity = (shelf: Shelf): Effect => ({
  name: "remind-activity",
  outcomes: ["kept", "missing"],
  async run(args, { contact, now }) {
    const { rooms, tools } = shelf;
    const activity = await visibleActivity(shelf, textOf(args, "activity"), contact);
    if (!activity || activity.startsAt < now) return { outcome: "missing" };
    const wished = await interestedAmong(rooms.activities, activity._id, await linkedContacts(rooms, contact._id));
    if (wished.size === 0) await markInterest(rooms.activities, activity._id, contact._id, now);
    return { outcome: "kept", values: { title: activity.title, file: calendarAddress(activity, tools) } };
  },
});

/** `{activity}` → dropped: no reminders of what the person did not register for, on no linked channel. Twice is once */
export const forgoReminder = ({ rooms }: Shelf): Effect => ({
  name: "forgo-reminder",
  outcomes: ["dropped"],
  async run(args, { contact }) {
    for (const one of await linkedContacts(rooms, contact._id)) await dropInterest(rooms.activities, textOf(args, "activity"), one);
    return { outcome: "dropped" };
  },
});
