import type { Fit } from "./class-ranker.ts";
import type { Candidate } from "./understanding.ts";

export type Scored = { id: string; score: number; fit?: Fit };

const MAX_CANDIDATES = 5;

/** What may be offered, best first: other people's themes left out, each flow once. Scores 0..1, three decimals. */
export function toCandidates(ranked: Scored[]): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { id, score } of ranked) {
    const [kind, name] = id.split("#")[0]?.split(":") as [Candidate["kind"] | "other", string];
    if (kind === "other" || candidates.has(name)) continue;
    candidates.set(name, { kind, id: name, score: Math.round(score * 1000) / 1000 });
    if (candidates.size === MAX_CANDIDATES) break;
  }
  return [...candidates.values()];
}
