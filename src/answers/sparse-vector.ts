import type { Features } from "./phrase-features.ts";

/** Feature numbers and their weights, length 1 (Euclid). */
export type SparseVector = { indexes: Uint32Array; weights: Float32Array };

/** Numbers the features of the training phrases and weighs them by how rare they are. */
export type FeatureSpace = {
  size: number;
  /** Unknown features count into the length, so that a text with much unknown in it is far from everything. */
  vector(features: Features): SparseVector;
  rarity(feature: string): number;
};

// How much each kind counts: a meaning says more than a word, a pair's parts are counted already.
const KIND_WEIGHT: Record<string, number> = { w: 1, x: 0.4, b: 0.35, c: 1.8 };

export function createFeatureSpace(phrases: Features[]): FeatureSpace {
  const counts = new Map<string, number>();
  for (const features of phrases) for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const numbers = new Map([...counts.keys()].map((name, index) => [name, index]));
  const weights = new Map([...counts].map(([name, count]) => [name, Math.log(1 + phrases.length / count) * (KIND_WEIGHT[name[0] ?? ""] ?? 1)]));
  const unknownWeight = Math.log(1 + phrases.length / 4);

  function vector(features: Features): SparseVector {
    const known = [...features].filter(([name]) => numbers.has(name));
    const indexes = Uint32Array.from(known, ([name]) => numbers.get(name) ?? 0);
    const values = Float32Array.from(known, ([name, sure]) => (weights.get(name) ?? 0) * sure);
    let square = values.reduce((sum, value) => sum + value * value, 0);
    for (const name of features.keys()) if (name.startsWith("w:") && !numbers.has(name)) square += unknownWeight * unknownWeight;
    const length = Math.sqrt(square) || 1;
    return { indexes, weights: values.map((value) => value / length) };
  }
  return { size: numbers.size, vector, rarity: (feature) => weights.get(feature) ?? unknownWeight };
}
