import type { Values } from "./definition.ts";
import { FlowFault } from "./flow-fault.ts";
import { stepsATurn, type Move, type Playing } from "./playing.ts";
import { stepPlace } from "./step-place.ts";
import { kindOf } from "./steps/step-kinds.ts";

/** Carries moves out until a question or request is open, or everything is over. */
export function follow(playing: Playing, first: Move): void {
  let move = first;
  while (move.kind !== "wait" && move.kind !== "closed") {
    if (move.kind === "ended") move = leaveFlow(playing, move.outcome, move.values);
    else move = stand(playing, move) ? enterStep(playing) : { kind: "ended", outcome: "done", values: {} };
  }
}

/** Stands at the step a move leads to; false behind the last one. */
function stand(playing: Playing, move: Extract<Move, { kind: "stay" | "next" | "pass" | "to" }>): boolean {
  const { frame } = playing;
  if (move.kind === "stay") return true;
  const step = playing.step();
  const target = move.kind === "to" ? move.step : move.kind === "next" ? step.go : undefined;
  const following = target === undefined ? playing.flow().steps[stepPlace(playing.flow(), step.id)! + 1]?.id : target;
  if (following !== undefined) frame.step = following;
  return following !== undefined;
}

function enterStep(playing: Playing): Move {
  if (++playing.spent > stepsATurn) throw new FlowFault("budget", `more than ${stepsATurn} steps in one turn`);
  const step = playing.step();
  if (step.when && !playing.holds(step.when)) return { kind: "pass" };
  return kindOf(step).enter(step, playing);
}

/** The caller's `call` step takes the outcome; without a caller everything is over. */
function leaveFlow(playing: Playing, outcome: string, values: Values): Move {
  playing.emit({ type: "flow-ended", flow: playing.frame.flow, outcome });
  playing.frames.pop();
  if (playing.frames.length === 0) return playing.drop();
  const step = playing.step();
  const move = kindOf(step).resume?.(step, playing, { kind: "returned", outcome, values });
  if (!move) throw new FlowFault("unexpected-input", `a ${step.kind} step called no flow`);
  return move;
}
