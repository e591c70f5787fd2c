import { openActivities } from "../../activities/index.ts";
import type { Source } from "../effect-contract.ts";
import { isRunning } from "../effects/activity-values.ts";
import { ownUnits } from "../effects/activity-standing.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { dialogueLabel } from "./dialogue-label.ts";
import { pageOf } from "./page-of.ts";

/** What is on or coming in somebody's commune and branch, soonest first. */
export const activities = (shelf: Shelf): Source => ({
  name: "activities",
  async options(_args, page, size, { contact, now, text }) {
    const open = await openActivities(shelf.rooms.activities, now, await ownUnits(shelf, contact));
    return pageOf(open.map((one) => ({ value: one._id, label: isRunning(one, now) ? text("activities:running", { label: one.label }) : dialogueLabel(one, shelf.tools.timeZone) })), page, size);
  },
});
