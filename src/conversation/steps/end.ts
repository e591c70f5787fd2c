import { z } from "zod";
import type { EndStep } from "../definition.ts";
import { everyStep, name, names, parameters, textKey } from "./fields.ts";
import type { StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ end: name, text: textKey.optional(), with: parameters, ...everyStep });

/** Ends the flow with an outcome, saying a last text. */
export const end: StepKindOf<EndStep, z.infer<typeof fields>> = {
  kind: "end",
  fields,
  read(raw, reader) {
    if (raw.go !== undefined) reader.problem("an end goes nowhere, take `go` out");
    return { outcome: raw.end, with: reader.expressions(raw.with), ...(raw.text === undefined ? {} : { text: reader.text(raw.text) }) };
  },
  enter(step, playing) {
    if (step.text !== undefined) playing.say(step.text, playing.params(step.with));
    return { kind: "ended", outcome: step.outcome, values: playing.values(step.with) };
  },
  exits: () => ({ ways: [], falls: false }),
  texts: (step) => (step.text === undefined ? [] : [{ key: step.text, params: names(step.with) }]),
  caption: (step) => `end: ${step.outcome}`,
  shape: ["([", "])"],
};
