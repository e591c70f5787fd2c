import { dialoguesOf } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";
import { ofAllLinked } from "./linked-contacts.ts";

/** → one `{id}`, the only dialogue the person has a seat or waiting place in; several: the source `my-dialogues` lists them */
export const findRegistration = ({ rooms }: Shelf): Effect => ({
  name: "find-registration",
  outcomes: ["one", "several", "none"],
  async run(_args, { contact, now }) {
    const [first, ...others] = await ofAllLinked(rooms, contact._id, (one) => dialoguesOf(rooms.dialogues, one, now), (one) => one.dialogue._id);
    if (!first) return { outcome: "none" };
    return others.length > 0 ? { outcome: "several" } : { outcome: "one", values: { id: first.dialogue._id } };
  },
});
