import { dialoguesOf } from "../../dialogues/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { dialogueLabel } from "./dialogue-label.ts";
import { pageOf } from "./page-of.ts";

/** Dialogues the person has a seat or a waiting place in, soonest first. */
export const myDialogues = ({ rooms, tools }: Shelf): Source => ({
  name: "my-dialogues",
  async options(_args, page, size, { contact, now }) {
    const own = await dialoguesOf(rooms.dialogues, contact._id, now);
    return pageOf(own.map(({ dialogue }) => ({ value: dialogue._id, label: dialogueLabel(dialogue, tools.timeZone) })), page, size);
  },
});
