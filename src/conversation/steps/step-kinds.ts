import type { Step, StepKind } from "../definition.ts";
import { ask } from "./ask.ts";
import { call } from "./call.ts";
import { check } from "./check.ts";
import { choose } from "./choose.ts";
import { doEffect } from "./do.ts";
import { end } from "./end.ts";
import { handOver } from "./hand-over.ts";
import { say } from "./say.ts";
import type { StepKindOf } from "./step-kind.ts";

/** What the engine sees of any kind: each is only ever given steps of its own. */
export type AnyStepKind = StepKindOf<Step, unknown>;

/** The registry, by the YAML key that names the kind. */
export const stepKinds = { say, ask, choose, check, do: doEffect, call, "hand-over": handOver, end } as unknown as Record<StepKind, AnyStepKind>;

export function kindOf(step: Step): AnyStepKind {
  return stepKinds[step.kind];
}
