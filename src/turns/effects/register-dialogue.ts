import { dialogueById, registerForDialogue } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { flagOf, mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{dialogue, willAsk}` → seated, waiting or already `{code, title, when, place, state, position}` */
export const registerDialogue = ({ rooms, tools }: Shelf): Effect => ({
  name: "register-dialogue",
  outcomes: ["seated", "waiting", "already", "closed", "missing", "no-consent"],
  async run(args, { contact, key, now }) {
    const dialogue = textOf(args, "dialogue");
    if (!mayRegister(contact)) return { outcome: (await dialogueById(rooms.dialogues, dialogue)) ? "no-consent" : "missing" };
    const wish = { dialogue, contact: contact._id, code: tools.code("DT", key), willAsk: flagOf(args, "willAsk"), locale: contact.locale, mark: tools.mark(key), now };
    const result = await registerForDialogue(rooms.dialogues, wish, tools.tellPromotion);
    if (!("code" in result)) return result;
    const { outcome, code, state, position } = result;
    const { title, startsAt: when, place } = result.dialogue;
    return { outcome, values: { code, title, when, place, state, position } };
  },
});
