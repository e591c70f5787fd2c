import { dialogueById, openDialogues, positionOf, seatsLeft } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { standingRegistration } from "./standing-registration.ts";
import { communeOf } from "./commune-of.ts";

/** `{dialogue}` → found `{id, title, when, place, seatsLeft, capacity, theme, state, position, code, others}`; `when` is epoch ms, `state` none, seated or waiting, `others` whether another one takes registrations */
export const loadDialogue = ({ rooms, tools }: Shelf): Effect => ({
  name: "load-dialogue",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const dialogue = await dialogueById(rooms.dialogues, textOf(args, "dialogue"));
    if (!dialogue || dialogue.state === "cancelled") return { outcome: "missing" };
    const standing = await standingRegistration(rooms, dialogue._id, contact._id);
    const { _id: id, title, startsAt: when, place, capacity, theme } = dialogue;
    const mine = { state: standing?.state ?? "none", position: standing ? await positionOf(rooms.dialogues, standing) : 0, code: standing?.code ?? "" };
    const others = (await openDialogues(rooms.dialogues, now, await communeOf({ rooms, tools }, contact))).some((one) => one._id !== id);
    return { outcome: "found", values: { id, title, when, place, capacity, theme, seatsLeft: seatsLeft(dialogue), ...mine, others } };
  },
});
