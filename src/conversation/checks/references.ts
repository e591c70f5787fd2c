import { edgesOf } from "../flow-graph.ts";
import { stepPlace } from "../step-place.ts";
import type { Check, Found } from "./check.ts";

/** Steps, flows, effects and sources that do not exist; arguments a called flow does not take. */
export const references: Check = (flow, known, flows) =>
  flow.steps.flatMap((step) => {
    const found: Found[] = [];
    const say = (sentence: string): unknown => found.push({ line: step.line, step: step.id, sentence });
    for (const { to, word, way } of edgesOf(flow, step)) {
      if (to !== undefined && stepPlace(flow, to) === undefined) say(`leads to the step ${to}, which does not exist`);
      if (way === "flow" && !flows(word!)) say(`changes to the flow ${word}, which does not exist`);
    }
    if (step.kind === "do" && !known.effects.has(step.effect)) say(`there is no effect ${step.effect}`);
    if (step.kind === "choose" && !known.sources.has(step.source)) say(`there is no source ${step.source}`);
    if (step.kind === "choose" && step.empty === undefined) say("does not say where to go when there is nothing to choose from: give `empty`");
    if (step.kind === "call") {
      const called = flows(step.flow);
      if (!called) say(`calls the flow ${step.flow}, which does not exist`);
      for (const given of Object.keys(step.with)) if (called && !called.takes.includes(given)) say(`gives ${given} to ${step.flow}, which does not take it`);
    }
    return found;
  });
