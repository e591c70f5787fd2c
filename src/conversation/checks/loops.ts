import type { Flow, Step } from "../definition.ts";
import { edgesOf } from "../flow-graph.ts";
import type { Check } from "./check.ts";

type Flows = (name: string) => Flow | undefined;

/** Rings of steps without a question, which only the budget would end; flows that call each other in a ring. */
export const loops: Check = (flow, _known, flows) => {
  const silent = new Map(flow.steps.map((step) => [step.id, silentWays(flow, step, flows)]));
  const inRing = flow.steps.filter((step) => comesBack(step.id, (id) => silent.get(id) ?? []));
  const ring = inRing.map((step) => step.id).join(", ");
  const found = inRing.slice(0, 1).map((step) => ({ line: step.line, step: step.id, sentence: `runs in a ring without a question: ${ring}` }));
  if (!comesBack(flow.name, (name) => calledFlows(flows(name)))) return found;
  return [...found, { line: 1, sentence: "calls itself, directly or through the flows it calls" }];
};

/** Ways that ask nothing on the way. An empty source asks nothing; a step whose `when` is false counts as its author meant it, not. */
function silentWays(flow: Flow, step: Step, flows: Flows): string[] {
  if (step.kind === "ask") return [];
  const edges = edgesOf(flow, step).filter(({ word }) => step.kind !== "choose" || word === "empty");
  if (step.kind === "call" && flows(step.flow)?.steps.some(({ kind }) => kind === "ask" || kind === "choose")) return [];
  return edges.flatMap(({ to, way }) => (to === undefined || way === "pass" ? [] : [to]));
}

function calledFlows(flow: Flow | undefined): string[] {
  return (flow?.steps ?? []).flatMap((step) => (step.kind === "call" ? [step.flow] : []));
}

function comesBack(start: string, next: (at: string) => string[]): boolean {
  const seen = new Set<string>();
  const open = [...next(start)];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === start) return true;
    if (!seen.has(at)) open.push(...next(at));
    seen.add(at);
  }
  return false;
}
