import type { Fit } from "./class-ranker.ts";
import type { IntentHit } from "./intent-matcher.ts";
import { toCandidates } from "./to-candidates.ts";
import type { Scored } from "./to-candidates.ts";
import type { Candidate, Understanding } from "./understanding.ts";

type Decided = Omit<Understanding, "text" | "ms">;

/** What was seen in one reading. `vetoed`: flows whose words are there, but taken back ("đừng xóa dữ liệu"); `isDoubtful`: see `Doubt`. */
export type Evidence = { fits: Fit[]; hits: IntentHit[]; vetoed: string[]; asks: boolean; isDoubtful(entry: string): boolean };

/**
 * Set on five-fold cross-validation of our own phrases, on the side of silence, because a wrong answer costs far more than
 * three suggestions: a margin of 0.3 makes one answer in a hundred wrong for phrases never seen, 0.2 one in twenty.
 */
const WEIGHTS = { probability: 0.3, nearness: 0.35, coverage: 0.35 };
const SURE_SCORE = 0.5;
const SURE_MARGIN = 0.3;
/** The classifier alone may be sure, when it is very sure and most words are the entry's own. */
const SURE_PROBABILITY = 0.8;
const SURE_COVERAGE = 0.6;
const VERBATIM = 0.98;
/** A flow that no pattern asks for starts only when nearly every word is its own. */
const FLOW_COVERAGE = 0.8;
/** A pattern speaks for its flow; less when the sentence is a question, which is more often about the thing than for it. */
const HIT_BONUS = 0.4;
const HIT_BONUS_WHEN_ASKING = 0.15;
const HIT_MARGIN = 0.1;
/** Below this nothing is offered; beside a better theme of others a candidate must reach the second figure. */
const RELATED_SCORE = 0.35;
const RELATED_BESIDE_OTHERS = 0.4;
const SUGGESTED = 3;

/** The class that stands out is taken, the near ones are offered, the far ones are nothing. */
export function decide({ fits, hits, vetoed, asks, isDoubtful }: Evidence): Decided {
  const scored = fits.map((fit) => ({ id: fit.id, score: scoreOf(fit), fit }));
  const whole = likeliest(hits.filter((one) => one.whole), scored);
  if (whole) return start(whole, raise(scored, whole.classId, 1));
  const hit = likeliest(hits, scored);
  const ranked = hit ? raise(scored, hit.classId, asks ? HIT_BONUS_WHEN_ASKING : HIT_BONUS) : byScore(scored);
  const candidates = toCandidates(ranked);
  const [best, second] = ranked;
  const nearest = candidates[0];
  if (!best || !nearest || isUnrelated(best, nearest)) return { decision: "none", candidates: candidates.slice(0, SUGGESTED) };
  const asked = hit?.classId === best.id ? hit : undefined;
  const wanted = asked && !asks ? HIT_MARGIN : SURE_MARGIN;
  const standsOut = best.score >= SURE_SCORE && (best.score - (second?.score ?? 0) >= wanted || isCertain(best.fit) || isVerbatim(best.fit, fits));
  if (standsOut && best.id.startsWith("answer:") && !isDoubtful(nearest.id)) return { decision: "answer", answer: nearest.id, candidates };
  if (standsOut && best.id.startsWith("flow:") && !soundsUrgent(best.id) && !vetoed.includes(nearest.id) && (asked || isNearlySaid(best.fit))) {
    return start(asked ?? { flow: nearest.id, params: paramsOf(best.id) }, ranked);
  }
  return { decision: "suggest", candidates: candidates.slice(0, SUGGESTED) };
}

/** Sounds like the examples of danger, but no rule of data/urgent.vi.yaml hears any: a person is offered, no alarm is raised. */
function soundsUrgent(id: string): boolean {
  return id.includes("#urgent=");
}

/** Patterns of several flows may fit ("doi" is "đội" and "đối"): the one whose examples are nearest. */
function likeliest(hits: IntentHit[], scored: Scored[]): IntentHit | undefined {
  const scoreFor = (hit: IntentHit) => scored.find((one) => one.id === hit.classId)?.score ?? 0;
  return hits.reduce<IntentHit | undefined>((best, hit) => (best && scoreFor(best) >= scoreFor(hit) ? best : hit), undefined);
}

function isUnrelated(best: Scored, nearest: Candidate): boolean {
  if (!best.id.startsWith("other:")) return nearest.score < RELATED_SCORE;
  return nearest.score < RELATED_BESIDE_OTHERS;
}

function isCertain(fit: Fit | undefined): boolean {
  return fit !== undefined && fit.id.startsWith("answer:") && fit.probability >= SURE_PROBABILITY && fit.coverage >= SURE_COVERAGE;
}

/** Word for word one of the class's own phrases ("clb"), and of no other class's. */
function isVerbatim(fit: Fit | undefined, fits: Fit[]): boolean {
  return fit !== undefined && fit.nearness >= VERBATIM && fits.every((other) => other === fit || other.nearness < VERBATIM);
}

function isNearlySaid(fit: Fit | undefined): boolean {
  return fit !== undefined && fit.coverage >= FLOW_COVERAGE;
}

function scoreOf({ probability, nearness, coverage }: Fit): number {
  return WEIGHTS.probability * probability + WEIGHTS.nearness * nearness + WEIGHTS.coverage * coverage;
}

function byScore(scored: Scored[]): Scored[] {
  return [...scored].sort((a, b) => b.score - a.score);
}

function raise(scored: Scored[], id: string, bonus: number): Scored[] {
  const own = scored.find((one) => one.id === id);
  const raised = { ...own, id, score: Math.min(1, (own?.score ?? 0) + bonus) };
  return byScore([...scored.filter((one) => one.id !== id), raised]);
}

function start({ flow, params }: Pick<IntentHit, "flow" | "params">, ranked: Scored[]): Decided {
  return { decision: "flow", flow, ...(Object.keys(params).length > 0 ? { params } : {}), candidates: toCandidates(ranked) };
}

/** "flow:talk-to-person#urgent=yes" → { urgent: "yes" } */
function paramsOf(classId: string): Record<string, string> {
  return Object.fromEntries(classId.split("#").slice(1).map((pair) => pair.split("=") as [string, string]));
}
