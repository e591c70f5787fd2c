import { z } from "zod";
import type { CheckStep } from "../definition.ts";
import { everyStep, expression, name } from "./fields.ts";
import type { Exit, StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ check: expression, then: name.optional(), else: name.optional(), ...everyStep });

/** Goes one way or the other by a condition; the way that is not given falls through. */
export const check: StepKindOf<CheckStep, z.infer<typeof fields>> = {
  kind: "check",
  fields,
  read(raw, reader) {
    if (raw.then === undefined && raw.else === undefined) reader.problem("needs `then` or `else`, otherwise it decides nothing");
    return { condition: reader.expression(raw.check, "check", { condition: true }), ...ways(raw) };
  },
  enter(step, playing) {
    const to = playing.holds(step.condition) ? step.then : step.else;
    return to === undefined ? { kind: "next" } : { kind: "to", step: to };
  },
  exits(step) {
    const given: Exit[] = [];
    if (step.then !== undefined) given.push({ word: "yes", to: step.then });
    if (step.else !== undefined) given.push({ word: "no", to: step.else });
    return { ways: given, falls: given.length < 2 };
  },
  texts: () => [],
  caption: (step) => step.condition.source,
  shape: ["{", "}"],
};

function ways(raw: { then?: string | undefined; else?: string | undefined }): { then?: string; else?: string } {
  return { ...(raw.then === undefined ? {} : { then: raw.then }), ...(raw.else === undefined ? {} : { else: raw.else }) };
}
