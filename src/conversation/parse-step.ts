import type { Expression, Step, StepKind } from "./definition.ts";
import { compileExpression, expressionSentence } from "./expression.ts";
import { sentencesOf } from "./schema-sentences.ts";
import { name } from "./steps/fields.ts";
import type { StepReader } from "./steps/step-kind.ts";
import { stepKinds } from "./steps/step-kinds.ts";

type Found = (sentence: string, field?: string) => unknown;

/** Builds one step from its YAML fields (a plain object), or says what is wrong with it. */
export function parseStep(id: string, line: number, raw: unknown, flow: string, found: Found): Step | undefined {
  if (!name.safeParse(id).success) found(`${id} is not a step name (small letters, digits and -, at most 32)`);
  if (typeof raw !== "object" || raw === null) return void found("a step is written { kind: ..., ... }");
  const kinds = Object.keys(stepKinds).filter((kind) => Object.hasOwn(raw, kind)) as StepKind[];
  if (kinds.length !== 1) return void found(kinds.length === 0 ? `has no kind: one of ${Object.keys(stepKinds).join(", ")}` : `is ${kinds.join(" and ")} at once`);
  const kind = stepKinds[kinds[0]!];
  const checked = kind.fields.safeParse(raw);
  if (!checked.success) {
    for (const { path, sentence } of sentencesOf(checked.error)) found(sentence, path.length > 0 ? String(path[0]) : undefined);
    return undefined;
  }
  const reader = readerOf(flow, found);
  const { when, go } = raw as { when?: unknown; go?: string };
  return {
    id,
    line,
    kind: kind.kind,
    ...(when === undefined ? {} : { when: reader.expression(String(when), "when", { condition: true }) }),
    ...(go === undefined ? {} : { go }),
    ...kind.read(checked.data, reader),
  } as Step;
}

/** Never evaluated: a flow with a problem is not played. */
const broken: Expression = { source: "", reads: [], evaluate: () => null };

function readerOf(flow: string, found: Found): StepReader {
  const expression: StepReader["expression"] = (source, field, use) => {
    try {
      return compileExpression(source, use);
    } catch (error) {
      found(`\`${field}\`: ${source} is no good: ${expressionSentence(error)}`, field);
      return broken;
    }
  };
  return {
    expression,
    text: (key) => (key.includes(":") ? key : `${flow}:${key}`),
    expressions(sources = {}) {
      return Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, expression(source, `with.${key}`)]));
    },
    problem: (sentence) => void found(sentence),
  };
}
