import { z } from "zod";
import type { SayStep } from "../definition.ts";
import { everyStep, mediaSource, names, parameters, textKey } from "./fields.ts";
import type { StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({ say: textKey, with: parameters, image: mediaSource.optional(), file: mediaSource.optional(), ...everyStep });

/** Says one text, below a picture or document where it has one, and goes on. */
export const say: StepKindOf<SayStep, z.infer<typeof fields>> = {
  kind: "say",
  fields,
  read(raw, reader) {
    if (raw.image !== undefined && raw.file !== undefined) reader.problem("shows an `image` or a `file`, not both");
    const media = raw.image !== undefined ? { kind: "image" as const, source: raw.image } : raw.file !== undefined ? { kind: "file" as const, source: raw.file } : undefined;
    return { text: reader.text(raw.say), with: reader.expressions(raw.with), ...(media ? { media } : {}) };
  },
  enter(step, playing) {
    playing.say(step.text, playing.params(step.with), step.media);
    return { kind: "next" };
  },
  exits: () => ({ ways: [], falls: true }),
  texts: (step) => [{ key: step.text, params: names(step.with) }],
  caption: (step) => (step.media ? `say + ${step.media.kind}` : "say"),
  shape: ["[", "]"],
};
