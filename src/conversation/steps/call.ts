import { z } from "zod";
import type { CallStep } from "../definition.ts";
import { enterFlow } from "../enter-flow.ts";
import { everyStep, name, outcomes, parameters, variable } from "./fields.ts";
import { outcomeExits, outcomeMove } from "./outcome-move.ts";
import type { StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ call: name, with: parameters, save: variable.optional(), on: outcomes, ...everyStep });

/** Plays another flow and comes back with its outcome; `vars.<save>` is then `{outcome, ...what its end gave}`. */
export const call: StepKindOf<CallStep, z.infer<typeof fields>> = {
  kind: "call",
  fields,
  read: (raw, reader) => ({
    flow: raw.call,
    with: reader.expressions(raw.with),
    on: raw.on ?? {},
    ...(raw.save === undefined ? {} : { save: raw.save }),
  }),
  enter: (step, playing) => enterFlow(playing, step.flow, playing.values(step.with)),
  resume: (step, playing, returned) => (returned.kind === "returned" ? outcomeMove(step, playing, returned.outcome, returned.values) : undefined),
  exits: outcomeExits,
  texts: () => [],
  caption: (step) => `call ${step.flow}`,
  shape: ["[/", "/]"],
};
