import { cancelRegistration } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{dialogue}` → cancelled `{title}`: the person gives a seat or waiting place up, on all linked channels */
export const cancelDialogue = ({ rooms, tools }: Shelf): Effect => ({
  name: "cancel-dialogue",
  outcomes: ["cancelled", "not-registered"],
  async run(args, { contact, key, now }) {
    let title: string | undefined;
    for (const one of await linkedContacts(rooms, contact._id)) {
      const dialogue = await cancelRegistration(rooms.dialogues, { dialogue: textOf(args, "dialogue"), contact: one, mark: tools.mark(key), now }, tools.tellPromotion);
      title ??= dialogue?.title;
    }
    return title === undefined ? { outcome: "not-registered" } : { outcome: "cancelled", values: { title } };
  },
});
