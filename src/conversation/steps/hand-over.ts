import { z } from "zod";
import type { HandOverStep } from "../definition.ts";
import { everyStep, name, names, parameters, textKey } from "./fields.ts";
import type { StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ "hand-over": name, text: textKey.optional(), with: parameters, ...everyStep });

/** Gives the conversation to a person. With `go` the flow goes on, else all running flows end as "handed-over". */
export const handOver: StepKindOf<HandOverStep, z.infer<typeof fields>> = {
  kind: "hand-over",
  fields,
  read: (raw, reader) => ({
    reason: raw["hand-over"],
    with: reader.expressions(raw.with),
    ...(raw.text === undefined ? {} : { text: reader.text(raw.text) }),
  }),
  enter(step, playing) {
    if (step.text !== undefined) playing.say(step.text, playing.params(step.with));
    playing.emit({ type: "handed-over", reason: step.reason });
    return step.go === undefined ? playing.close("handed-over") : { kind: "next" };
  },
  exits: (step) => ({ ways: [], falls: step.go !== undefined }),
  texts: (step) => (step.text === undefined ? [] : [{ key: step.text, params: names(step.with) }]),
  caption: (step) => `hand over: ${step.reason}`,
  shape: ["[\\", "/]"],
};
