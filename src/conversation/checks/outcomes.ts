import type { CallStep, DoStep } from "../definition.ts";
import { outcomesOf } from "../flow-graph.ts";
import type { Check, Found } from "./check.ts";

/** Outcomes of effects and called flows that lead nowhere, and ones waited for that never come. */
export const outcomes: Check = (flow, known, flows) =>
  flow.steps.flatMap((step) => {
    if (step.kind === "do") return compare(step, step.effect, known.effects.get(step.effect));
    if (step.kind !== "call") return [];
    const called = flows(step.flow);
    return compare(step, step.flow, called && [...outcomesOf(called)]);
  });

function compare(step: DoStep | CallStep, name: string, possible: readonly string[] | undefined): Found[] {
  if (!possible) return [];
  const at = { line: step.line, step: step.id };
  const handled = Object.keys(step.on);
  const impossible = handled.filter((outcome) => !possible.includes(outcome));
  const forgotten = possible.filter((outcome) => !handled.includes(outcome));
  // `go` is where all others lead; a single outcome needs no choice.
  const excused = step.go !== undefined || (handled.length === 0 && possible.length === 1);
  return [
    ...impossible.map((outcome) => ({ ...at, sentence: `waits for the outcome ${outcome}, which ${name} never has` })),
    ...(excused ? [] : forgotten.map((outcome) => ({ ...at, sentence: `does not say where the outcome ${outcome} of ${name} leads` }))),
  ];
}
