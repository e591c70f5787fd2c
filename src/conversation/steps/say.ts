import { z } from "zod";
import type { SayStep } from "../definition.ts";
import { everyStep, names, parameters, textKey } from "./fields.ts";
import type { StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ say: textKey, with: parameters, ...everyStep });

/** Says one text and goes on. */
export const say: StepKindOf<SayStep, z.infer<typeof fields>> = {
  kind: "say",
  fields,
  read: (raw, reader) => ({ text: reader.text(raw.say), with: reader.expressions(raw.with) }),
  enter(step, playing) {
    playing.say(step.text, playing.params(step.with));
    return { kind: "next" };
  },
  exits: () => ({ ways: [], falls: true }),
  texts: (step) => [{ key: step.text, params: names(step.with) }],
  caption: () => "say",
  shape: ["[", "]"],
};
