import { markInterest } from "../../activities/index.ts";
import type { Effect } from "../effect-contract.ts";
import { visibleActivity } from "./activity-standing.ts";
import { calendarAddress } from "./activity-values.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{activity}` → kept `{title, file}`: reminders reach the person although they did not register */
export const remindActivity = (shelf: Shelf): Effect => ({
  name: "remind-activity",
  outcomes: ["kept", "missing"],
  async run(args, { contact, now }) {
    const activity = await visibleActivity(shelf, textOf(args, "activity"), contact);
    if (!activity || activity.startsAt < now) return { outcome: "missing" };
    await markInterest(shelf.rooms.activities, activity._id, contact._id, now);
    return { outcome: "kept", values: { title: activity.title, file: calendarAddress(activity, shelf.tools) } };
  },
});
