import { cancelRegistration } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{dialogue}` → cancelled `{title}`: the person gives a seat or waiting place up */
export const cancelDialogue = ({ rooms, tools }: Shelf): Effect => ({
  name: "cancel-dialogue",
  outcomes: ["cancelled", "not-registered"],
  async run(args, { contact, key, now }) {
    const wish = { dialogue: textOf(args, "dialogue"), contact: contact._id, mark: tools.mark(key), now };
    const dialogue = await cancelRegistration(rooms.dialogues, wish, tools.tellPromotion);
    return dialogue ? { outcome: "cancelled", values: { title: dialogue.title } } : { outcome: "not-registered" };
  },
});
