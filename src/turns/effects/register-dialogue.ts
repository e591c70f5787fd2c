import { dialogueById, positionOf, registerForDialogue } from "../../dialogues/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import type { Effect, EffectResult } from "../effect-contract.ts";
import { flagOf, mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { standingRegistration } from "./standing-registration.ts";

/** `{dialogue, willAsk}` → seated, waiting or already (on a linked channel, too) `{code, title, when, place, state, position}` */
export const registerDialogue = ({ rooms, tools }: Shelf): Effect => ({
  name: "register-dialogue",
  outcomes: ["seated", "waiting", "already", "closed", "missing", "no-consent"],
  async run(args, { contact, key, now }) {
    const dialogue = textOf(args, "dialogue");
    const elsewhere = await registeredElsewhere(rooms, dialogue, contact._id);
    if (elsewhere) return elsewhere;
    if (!mayRegister(contact)) return { outcome: (await dialogueById(rooms.dialogues, dialogue)) ? "no-consent" : "missing" };
    const wish = { dialogue, contact: contact._id, code: tools.code("DT", key), willAsk: flagOf(args, "willAsk"), locale: contact.locale, mark: tools.mark(key), now };
    const result = await registerForDialogue(rooms.dialogues, wish, tools.tellPromotion);
    if (!("code" in result)) return result;
    const { outcome, code, state, position } = result;
    const { title, startsAt: when, place } = result.dialogue;
    return { outcome, values: { code, title, when, place, state, position } };
  },
});

/** One seat a person, not one a channel. */
async function registeredElsewhere(rooms: Shelf["rooms"], id: string, contact: ContactId): Promise<EffectResult | undefined> {
  const [dialogue, standing] = await Promise.all([dialogueById(rooms.dialogues, id), standingRegistration(rooms, id, contact)]);
  if (!dialogue || dialogue.state === "cancelled" || !standing || standing.contact === contact) return undefined;
  const { title, startsAt: when, place } = dialogue;
  return { outcome: "already", values: { code: standing.code, title, when, place, state: standing.state, position: await positionOf(rooms.dialogues, standing) } };
}
