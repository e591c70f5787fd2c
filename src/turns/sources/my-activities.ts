import { activitiesOf } from "../../activities/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { ofAllLinked } from "../effects/linked-contacts.ts";
import { dialogueLabel } from "./dialogue-label.ts";
import { pageOf } from "./page-of.ts";

/** Activities the person has a place in, on any linked channel, soonest first. */
export const myActivities = ({ rooms, tools }: Shelf): Source => ({
  name: "my-activities",
  async options(_args, page, size, { contact, now }) {
    const own = await ofAllLinked(rooms, contact._id, (one) => activitiesOf(rooms.activities, one, now), (one) => one.activity._id);
    return pageOf(own.sort((a, b) => a.activity.startsAt - b.activity.startsAt).map(({ activity }) => ({ value: activity._id, label: dialogueLabel(activity, tools.timeZone) })), page, size);
  },
});
