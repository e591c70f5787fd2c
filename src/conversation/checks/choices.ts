import type { Check } from "./check.ts";

/** More buttons than the strictest platform shows. */
export const choices: Check = (flow, known) =>
  flow.steps.flatMap((step) => {
    if (step.kind !== "ask") return [];
    const count = step.choices.length + (step.skip ? 1 : 0);
    const most = known.limits.maxChoices;
    return count > most ? [{ line: step.line, step: step.id, sentence: `offers ${count} choices, ${most} fit on every platform` }] : [];
  });
