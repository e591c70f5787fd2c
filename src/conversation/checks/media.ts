import type { Check } from "./check.ts";

/** Pictures and documents that are not there, too large for a platform, or not what they say. */
export const media: Check = (flow, known) =>
  flow.steps.flatMap((step) => {
    const sentence = step.kind === "say" && step.media ? known.mediaFault?.(step.media) : undefined;
    return sentence === undefined ? [] : [{ line: step.line, step: step.id, sentence }];
  });
