import { activityById } from "../../activities/index.ts";
import { cancelRegistration } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{activity}` → cancelled `{title}`: the person gives a place up, on all linked channels; the next one waiting gets it */
export const cancelActivity = ({ rooms, tools }: Shelf): Effect => ({
  name: "cancel-activity",
  outcomes: ["cancelled", "not-registered"],
  async run(args, { contact, key, now }) {
    const id = textOf(args, "activity");
    let cancelled = false;
    for (const one of await linkedContacts(rooms, contact._id)) {
      if (await cancelRegistration(rooms.activities.seats, { dialogue: id, contact: one, mark: tools.mark(key), now }, tools.tellPromotion)) cancelled = true;
    }
    if (!cancelled) return { outcome: "not-registered" };
    const activity = await activityById(rooms.activities, id);
    await tools.announce?.("activities", activity?.commune);
    return { outcome: "cancelled", values: { title: activity?.title ?? "" } };
  },
});
