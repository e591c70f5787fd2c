import { z } from "zod";
import type { DoStep } from "../definition.ts";
import { everyStep, name, outcomes, parameters, variable } from "./fields.ts";
import { outcomeExits, outcomeMove } from "./outcome-move.ts";
import type { StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ do: name, with: parameters, save: variable.optional(), on: outcomes, ...everyStep });

/** Has an effect carried out; `vars.<save>` is then `{outcome, ...values}`. */
export const doEffect: StepKindOf<DoStep, z.infer<typeof fields>> = {
  kind: "do",
  fields,
  read: (raw, reader) => ({
    effect: raw.do,
    with: reader.expressions(raw.with),
    on: raw.on ?? {},
    ...(raw.save === undefined ? {} : { save: raw.save }),
  }),
  enter(step, playing) {
    playing.pending = { kind: "effect", spent: playing.spent };
    playing.emit({ type: "effect-requested", effect: step.effect, args: playing.values(step.with) });
    return { kind: "wait" };
  },
  resume: (step, playing, returned) => (returned.kind === "result" ? outcomeMove(step, playing, returned.outcome, returned.values) : undefined),
  exits: outcomeExits,
  texts: () => [],
  caption: (step) => `do ${step.effect}`,
  shape: ["[[", "]]"],
};
