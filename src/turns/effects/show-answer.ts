import { offerOf } from "../../answers/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{answer}`, an id such as faq-012 → found `{question, text, localityDependent, offer}`; `offer` names the flow in which it can be done at once, "" where there is none */
export const showAnswer = ({ tools }: Shelf): Effect => {
  const entries = new Map(tools.answers.map((entry) => [entry.id, entry]));
  return {
    name: "show-answer",
    outcomes: ["found", "missing"],
    async run(args) {
      const entry = entries.get(textOf(args, "answer"));
      if (!entry) return { outcome: "missing" };
      return { outcome: "found", values: { question: entry.question, text: entry.answer, localityDependent: entry.localityDependent, offer: offerOf(entry.id) ?? "" } };
    },
  };
};
