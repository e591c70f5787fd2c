import type { CallStep, DoStep, Values } from "../definition.ts";
import { FlowFault } from "../flow-fault.ts";
import type { Move, Playing } from "../playing.ts";
import type { Exits } from "./step-kind.ts";

/**
 * Where an outcome leads: by `on`; else to the step's `go`; a step without `on` simply goes on.
 * An outcome that a step with `on` forgot is a mistake: going on would tell people something untrue.
 */
export function outcomeMove(step: DoStep | CallStep, playing: Playing, outcome: string, values: Values): Move {
  playing.save(step.save, { ...values, outcome });
  const to = Object.hasOwn(step.on, outcome) ? step.on[outcome] : undefined;
  if (to !== undefined) return { kind: "to", step: to };
  if (!fallsThrough(step)) throw new FlowFault("no-such-step", `the outcome ${outcome} leads nowhere`);
  return { kind: "next" };
}

/** The ways out of a step that ends with an outcome. */
export function outcomeExits(step: DoStep | CallStep): Exits {
  return { ways: Object.entries(step.on).map(([word, to]) => ({ word, to })), falls: fallsThrough(step) };
}

function fallsThrough(step: DoStep | CallStep): boolean {
  return step.go !== undefined || Object.keys(step.on).length === 0;
}
