import type { SparseVector } from "./sparse-vector.ts";

/** Cosine of the nearest training phrase of each class, 0..1 (length: number of classes). */
export type NearestPhrases = (query: SparseVector) => Float32Array;

/** `labels[i]` is the class number of `vectors[i]`. Postings by feature, so a query touches only phrases that share something. */
export function createNearestPhrases(vectors: SparseVector[], labels: number[], classes: number, features: number): NearestPhrases {
  const postings: { phrases: number[]; weights: number[] }[] = Array.from({ length: features }, () => ({ phrases: [], weights: [] }));
  vectors.forEach((vector, phrase) => {
    vector.indexes.forEach((feature, i) => {
      postings[feature]?.phrases.push(phrase);
      postings[feature]?.weights.push(vector.weights[i] ?? 0);
    });
  });
  const cosines = new Float32Array(vectors.length);
  return (query) => {
    cosines.fill(0);
    query.indexes.forEach((feature, i) => {
      const posting = postings[feature];
      const weight = query.weights[i] ?? 0;
      posting?.phrases.forEach((phrase, at) => (cosines[phrase] = (cosines[phrase] ?? 0) + weight * (posting.weights[at] ?? 0)));
    });
    const best = new Float32Array(classes);
    cosines.forEach((cosine, phrase) => {
      const label = labels[phrase] ?? 0;
      if (cosine > (best[label] ?? 0)) best[label] = Math.min(1, cosine);
    });
    return best;
  };
}
