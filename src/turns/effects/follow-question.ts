import { followQuestion as follow } from "../../questions/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{code}` → followed or already `{code}`: the person gets the answer to somebody else's public question, too */
export const followQuestion = ({ rooms, tools }: Shelf): Effect => ({
  name: "follow-question",
  outcomes: ["followed", "already", "missing"],
  async run(args, { contact, key, now }) {
    const result = await follow(rooms.questions, { code: textOf(args, "code", 40), contact: contact._id, mark: tools.mark(key), now });
    return result.outcome === "missing" ? result : { outcome: result.outcome, values: { code: result.code } };
  },
});
