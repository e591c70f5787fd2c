import { interestedAmong } from "../../activities/index.ts";
import type { Effect } from "../effect-contract.ts";
import { standingActivity, standingValues, visibleActivity } from "./activity-standing.ts";
import { cardOf, hostsOf } from "./activity-values.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{activity}` → found: what `cardOf` tells of it, and how the person stands to it `{state, position, code, reminded}`, on any linked channel */
export const loadActivity = (shelf: Shelf): Effect => ({
  name: "load-activity",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const activity = await visibleActivity(shelf, textOf(args, "activity"), contact);
    if (!activity || activity.endsAt < now) return { outcome: "missing" };
    const { rooms, tools } = shelf;
    const standing = await standingActivity(rooms, activity._id, contact._id);
    const reminded = (await interestedAmong(rooms.activities, activity._id, await linkedContacts(rooms, contact._id))).size > 0;
    return { outcome: "found", values: { ...cardOf(activity, await hostsOf(shelf, activity), contact.profile.ageBand, now, tools.timeZone), ...(await standingValues(rooms, standing)), reminded } };
  },
});
