import { nameOfLearning, type KeptLearning } from "./kept-learning.ts";
import type { SparseVector } from "./sparse-vector.ts";

/** Probability of each class for a query; sums to 1. */
export type Classifier = (query: SparseVector) => Float32Array;

const EPOCHS = 10;
const RATE = 0.5;
const DECAY = 1e-4;
/** Errors below this are not worth an update; most classes are far off after the first rounds. */
const NEGLIGIBLE = 0.002;
/** To be raised with every change of how is learned: what was kept of another way is not taken. */
const VERSION = 1;

/**
 * Multinomial logistic regression, trained here at start from the project's own phrases (about half a second): it learns which
 * words tell similar entries apart ("khi nào" / "điều kiện"), which a plain nearest-phrase search cannot. Deterministic: the
 * order is a fixed stride, the start is zero. What `kept` has of the same examples is not learned again.
 */
export function trainClassifier(vectors: SparseVector[], labels: number[], classes: number, features: number, kept?: KeptLearning): Classifier {
  const name = kept && nameOfLearning(vectors, labels, { VERSION, EPOCHS, RATE, DECAY, NEGLIGIBLE, classes, features });
  const known = name === undefined ? undefined : kept!.read(name);
  // The bias of each class, then the weights.
  const learned = known?.length === classes * (features + 1) ? known : new Float32Array(classes * (features + 1));
  const [bias, weights] = [learned.subarray(0, classes), learned.subarray(classes)];
  if (learned !== known) {
    train(vectors, labels, weights, bias);
    if (name !== undefined) kept!.write(name, learned);
  }
  return (query) => softmax(scores(query, weights, bias));
}

function train(vectors: SparseVector[], labels: number[], weights: Float32Array, bias: Float32Array): void {
  const seen = new Float32Array(weights.length).fill(0.1);
  const stride = strideFor(vectors.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let step = 0, at = epoch; step < vectors.length; step++, at += stride) {
      const vector = vectors[at % vectors.length];
      if (vector) learn(vector, labels[at % vectors.length] ?? 0, weights, seen, bias);
    }
  }
}

function learn(vector: SparseVector, label: number, weights: Float32Array, seen: Float32Array, bias: Float32Array): void {
  const classes = bias.length;
  const errors = softmax(scores(vector, weights, bias));
  errors[label] = (errors[label] ?? 0) - 1;
  for (let c = 0; c < classes; c++) {
    const error = errors[c] as number;
    if (Math.abs(error) < NEGLIGIBLE) continue;
    bias[c] = (bias[c] as number) - 0.02 * error;
    for (let i = 0; i < vector.indexes.length; i++) {
      const at = (vector.indexes[i] as number) * classes + c;
      const gradient = error * (vector.weights[i] as number) + DECAY * (weights[at] as number);
      seen[at] = (seen[at] as number) + gradient * gradient;
      weights[at] = (weights[at] as number) - (RATE * gradient) / Math.sqrt(seen[at] as number);
    }
  }
}

function scores(vector: SparseVector, weights: Float32Array, bias: Float32Array): Float32Array {
  const classes = bias.length;
  const sums = Float32Array.from(bias);
  for (let i = 0; i < vector.indexes.length; i++) {
    const from = (vector.indexes[i] as number) * classes;
    const value = (vector.weights[i] as number);
    for (let c = 0; c < classes; c++) sums[c] = (sums[c] as number) + value * (weights[from + c] as number);
  }
  return sums;
}

function softmax(sums: Float32Array): Float32Array {
  const top = sums.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let c = 0; c < sums.length; c++) total += sums[c] = Math.exp((sums[c] as number) - top);
  for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) / total;
  return sums;
}

/** A step that visits all phrases once, far apart, without a random generator: near 0.618 of the count and coprime to it. */
function strideFor(count: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let stride = Math.max(1, Math.round(count * 0.618));
  while (divides(stride, count) !== 1) stride++;
  return stride;
}
