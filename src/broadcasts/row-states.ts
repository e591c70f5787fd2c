import type { Letter, RowState } from "./model.ts";

/** Of what arrived: a row only moves forward along these. */
const forward = "usdra";

export function letterOf(state: RowState | undefined): Letter | undefined {
  return state === undefined ? undefined : (state[0] as Letter);
}

/** Nothing is under way for this row any more. */
export function isEnd(state: RowState | undefined): boolean {
  return state !== undefined && state[0] !== "p";
}

/**
 * Whether a row in this state may take the next. What is on the way or waits to be handed over takes everything; what arrived
 * only moves forward; a parked one may still be sent or expire; a cancelled one that had left already is told as it was; all else is final.
 */
export function mayBecome(now: RowState | undefined, next: RowState): boolean {
  if (!isEnd(now)) return true;
  const [from, to] = [now![0]!, next[0]!];
  if (from === "w") return to !== "w";
  if (from === "c") return forward.includes(to);
  return forward.includes(from) && forward.indexOf(to) > forward.indexOf(from);
}

/** The round a returned row was sent in; its next message is of the round after. */
export function roundOf(state: RowState | undefined): number {
  return state?.startsWith("p:") ? Number(state.slice(2)) : 0;
}

export function countStates(states: Record<string, RowState>): Partial<Record<Letter, number>> {
  const counts: Partial<Record<Letter, number>> = {};
  for (const state of Object.values(states)) {
    const letter = letterOf(state)!;
    counts[letter] = (counts[letter] ?? 0) + 1;
  }
  return counts;
}
