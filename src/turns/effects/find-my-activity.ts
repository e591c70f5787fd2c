import { activitiesOf } from "../../activities/index.ts";
import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";
import { ofAllLinked } from "./linked-contacts.ts";

/** → one `{id}`, the only activity the person has a place in; several: the source `my-activities` lists them */
export const findMyActivity = ({ rooms }: Shelf): Effect => ({
  name: "find-my-activity",
  outcomes: ["one", "several", "none"],
  async run(_args, { contact, now }) {
    const [first, ...others] = await ofAllLinked(rooms, contact._id, (one) => activitiesOf(rooms.activities, one, now), (one) => one.activity._id);
    if (!first) return { outcome: "none" };
    return others.length > 0 ? { outcome: "several" } : { outcome: "one", values: { id: first.activity._id } };
  },
});
