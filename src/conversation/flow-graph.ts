import type { Expression, Flow, Step } from "./definition.ts";
import { stepPlace } from "./step-place.ts";
import { kindOf } from "./steps/step-kinds.ts";

/** A way from one step; `to` undefined: out of the flow. `pass`: because its `when` was false. */
export type Edge = { from: string; to: string | undefined; word?: string; way: "on" | "falls" | "pass" | "flow" };

/** All ways out of a step, also to steps that do not exist. An end has none. */
export function edgesOf(flow: Flow, step: Step): Edge[] {
  const { ways, falls, flows = [] } = kindOf(step).exits(step);
  const following = flow.steps[stepPlace(flow, step.id)! + 1]?.id;
  const edges: Edge[] = ways.map(({ word, to }) => ({ from: step.id, to, word, way: "on" }));
  if (falls) edges.push({ from: step.id, to: step.go ?? following, way: "falls" });
  if (step.when) edges.push({ from: step.id, to: following, word: "when not", way: "pass" });
  return [...edges, ...flows.map((name): Edge => ({ from: step.id, to: undefined, word: name, way: "flow" }))];
}

/** Steps that can be reached from the first one. */
export function reachedSteps(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const open = flow.steps.slice(0, 1);
  for (let step = open.pop(); step; step = open.pop()) {
    if (reached.has(step.id)) continue;
    reached.add(step.id);
    for (const { to } of edgesOf(flow, step)) {
      const next = flow.steps.find((one) => one.id === to);
      if (next) open.push(next);
    }
  }
  return reached;
}

/** Outcomes a caller can get: those of reachable ends, and `done` where the flow runs out of steps. */
export function outcomesOf(flow: Flow): Set<string> {
  const reached = reachedSteps(flow);
  const outcomes = new Set<string>();
  for (const step of flow.steps.filter((one) => reached.has(one.id))) {
    if (step.kind === "end") outcomes.add(step.outcome);
    if (edgesOf(flow, step).some(({ to, way }) => to === undefined && way !== "flow")) outcomes.add("done");
  }
  return outcomes;
}

/** Every expression of a step. */
export function expressionsOf(step: Step): Expression[] {
  const found: (Expression | undefined)[] = [step.when];
  if ("with" in step) found.push(...Object.values(step.with));
  if (step.kind === "check") found.push(step.condition);
  if (step.kind === "ask") found.push(step.valid, ...step.choices.map((one) => one.when));
  return found.filter((one) => one !== undefined);
}
