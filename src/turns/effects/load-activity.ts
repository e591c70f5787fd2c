import { interestedAmong } from "../../activities/index.ts";
import type { Effect } from "../effect-contract.ts";
import { standingActivity, standingValues, visibleActivity } from "./activity-standing.ts";
import { cardOf } from "./activity-values.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{activity}` → found `{id, title, when, place, about, online, takes, seats, state, position, code, reminded}`; `seats` -1: no limit */
export const loadActivity = (shelf: Shelf): Effect => ({
  name: "load-activity",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const activity = await visibleActivity(shelf, textOf(args, "activity"), contact);
    if (!activity || activity.endsAt < now) return { outcome: "missing" };
    const { rooms } = shelf;
    const standing = await standingActivity(rooms, activity._id, contact._id);
    const reminded = (await interestedAmong(rooms.activities, activity._id, [contact._id])).size > 0;
    return { outcome: "found", values: { ...cardOf(activity, now), ...(await standingValues(rooms, standing)), reminded } };
  },
});
