import { openDialogues } from "../../dialogues/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { dialogueLabel } from "./dialogue-label.ts";
import { pageOf } from "./page-of.ts";
import { communeOf } from "../effects/commune-of.ts";

/** Dialogues open for registration, soonest first. */
export const dialogues = ({ rooms, tools }: Shelf): Source => ({
  name: "dialogues",
  async options(_args, page, size, { contact, now }) {
    const open = await openDialogues(rooms.dialogues, now, await communeOf({ rooms, tools }, contact));
    return pageOf(open.map((one) => ({ value: one._id, label: dialogueLabel(one, tools.timeZone) })), page, size);
  },
});
