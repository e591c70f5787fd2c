import type { Flow, Step } from "./definition.ts";

const indexes = new WeakMap<Flow, Map<string, number>>();

/** Place of a step in its flow, or undefined. Indexed once a flow: it is asked for several times a turn. */
export function stepPlace(flow: Flow, id: string): number | undefined {
  let index = indexes.get(flow);
  if (!index) {
    index = new Map(flow.steps.map((step, place) => [step.id, place]));
    indexes.set(flow, index);
  }
  return index.get(id);
}

/** The step of that name, or undefined. */
export function stepOf(flow: Flow, id: string): Step | undefined {
  const place = stepPlace(flow, id);
  return place === undefined ? undefined : flow.steps[place];
}
