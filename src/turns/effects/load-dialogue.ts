import { dialogueById, positionOf, registrationOf, seatsLeft } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{dialogue}` → found `{id, title, when, place, seatsLeft, capacity, theme, state, position, code}`; `when` is epoch ms, `state` none, seated or waiting */
export const loadDialogue = ({ rooms }: Shelf): Effect => ({
  name: "load-dialogue",
  outcomes: ["found", "missing"],
  async run(args, { contact }) {
    const dialogue = await dialogueById(rooms.dialogues, textOf(args, "dialogue"));
    if (!dialogue || dialogue.state === "cancelled") return { outcome: "missing" };
    const registration = await registrationOf(rooms.dialogues, dialogue._id, contact._id);
    const standing = registration && registration.state !== "cancelled" ? registration : undefined;
    const { _id: id, title, startsAt: when, place, capacity, theme } = dialogue;
    const mine = { state: standing?.state ?? "none", position: standing ? await positionOf(rooms.dialogues, standing) : 0, code: standing?.code ?? "" };
    return { outcome: "found", values: { id, title, when, place, capacity, theme, seatsLeft: seatsLeft(dialogue), ...mine } };
  },
});
