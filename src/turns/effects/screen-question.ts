import { isComplaint } from "../../questions/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";

/** `{text}` → fine or complaint: so that somebody hears at once that it goes another way; `submit-question` looks again */
export const screenQuestion = (): Effect => ({
  name: "screen-question",
  outcomes: ["fine", "complaint"],
  run: async (args) => ({ outcome: isComplaint(textOf(args, "text", 1000)) ? "complaint" : "fine" }),
});
