import type { Flow } from "../definition.ts";
import { edgesOf, reachedSteps } from "../flow-graph.ts";
import type { Check } from "./check.ts";

/** Dead steps, and steps from which the flow can never end. */
export const ways: Check = (flow) => {
  const reached = reachedSteps(flow);
  const ending = endingSteps(flow);
  const ids = new Set<string>();
  return flow.steps.flatMap((step) => {
    const at = { line: step.line, step: step.id };
    const twice = ids.size === ids.add(step.id).size ? [{ ...at, sentence: "stands in the file twice" }] : [];
    if (!reached.has(step.id)) return [...twice, { ...at, sentence: "is dead: nothing leads to it" }];
    return ending.has(step.id) ? twice : [...twice, { ...at, sentence: "never comes to an end, whatever the person answers" }];
  });
};

/** Walks back from all ends until nothing new is found. */
function endingSteps(flow: Flow): Set<string> {
  const ending = new Set<string>();
  for (let before = -1; before < ending.size; ) {
    before = ending.size;
    for (const step of flow.steps) {
      const edges = edgesOf(flow, step);
      if (edges.length === 0 || edges.some(({ to }) => to === undefined || ending.has(to))) ending.add(step.id);
    }
  }
  return ending;
}
