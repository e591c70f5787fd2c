import type { Flow, Step } from "../definition.ts";
import { edgesOf, expressionsOf } from "../flow-graph.ts";
import type { Check } from "./check.ts";

/** Variables read where no way to the step has saved them. Best effort: one way that saves it is enough. */
export const variables: Check = (flow) => {
  const known = knownVariables(flow);
  return flow.steps.flatMap((step) => {
    const here = known.get(step.id);
    if (!here) return [];
    const read = new Set(expressionsOf(step).flatMap(({ reads }) => reads.flatMap((path) => (path[0] === "vars" && path[1] !== undefined ? [path[1]] : []))));
    return [...read].filter((one) => !here.has(one)).map((one) => ({ line: step.line, step: step.id, sentence: `reads vars.${one}, which nothing before it saves` }));
  });
};

/** For every reachable step, what may have been saved before it. */
function knownVariables(flow: Flow): Map<string, Set<string>> {
  const before = new Map<string, Set<string>>();
  const open: [string | undefined, Set<string>][] = [[flow.steps[0]?.id, new Set(flow.takes)]];
  for (let way = open.pop(); way; way = open.pop()) {
    const step = flow.steps.find(({ id }) => id === way![0]);
    if (!step) continue;
    const held = before.get(step.id);
    const merged = new Set([...(held ?? []), ...way[1]]);
    if (held && merged.size === held.size) continue;
    before.set(step.id, merged);
    const after = new Set([...merged, ...saved(step)]);
    for (const { to, way: kind } of edgesOf(flow, step)) open.push([to, kind === "pass" ? merged : after]);
  }
  return before;
}

function saved(step: Step): string[] {
  if (!("save" in step) || step.save === undefined) return [];
  return step.kind === "ask" || step.kind === "choose" ? [step.save, `${step.save}Label`] : [step.save];
}
