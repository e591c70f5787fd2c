import { dialoguesOf } from "../../dialogues/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { ofAllLinked } from "../effects/linked-contacts.ts";
import { dialogueLabel } from "./dialogue-label.ts";
import { pageOf } from "./page-of.ts";

/** Dialogues the person has a seat or a waiting place in, on any linked channel, soonest first. */
export const myDialogues = ({ rooms, tools }: Shelf): Source => ({
  name: "my-dialogues",
  async options(_args, page, size, { contact, now }) {
    const own = await ofAllLinked(rooms, contact._id, (one) => dialoguesOf(rooms.dialogues, one, now), (one) => one.dialogue._id);
    return pageOf(own.sort((a, b) => a.dialogue.startsAt - b.dialogue.startsAt).map(({ dialogue }) => ({ value: dialogue._id, label: dialogueLabel(dialogue, tools.timeZone) })), page, size);
  },
});
