import { z } from "zod";
import type { AskStep, ChoiceDefinition } from "../definition.ts";
import { ask as open, engineChoice, notUnderstood, refuse } from "../asking.ts";
import { FlowFault } from "../flow-fault.ts";
import type { Move, Playing } from "../playing.ts";
import { readAnswer } from "../reading/read-answer.ts";
import type { OpenChoice } from "../session.ts";
import { everyStep, expression, name, names, parameters, textKey, variable } from "./fields.ts";
import type { Exits, StepKindOf, StepReader, UsedText } from "./step-kind.ts";

const choice = z.strictObject({
  value: z.union([z.string().min(1), z.number(), z.boolean()]).transform(String),
  label: textKey,
  go: name.optional(),
  flow: name.optional(),
  when: expression.optional(),
});
const fields = z.strictObject({
  ask: z.enum(["text", "choice", "number", "date", "phone"], "must be text, choice, number, date or phone"),
  text: textKey,
  with: parameters,
  save: variable.optional(),
  choices: z.array(choice).min(1).optional(),
  valid: expression.optional(),
  invalid: textKey.optional(),
  skip: z.boolean().optional(),
  exact: z.boolean().optional(),
  lines: z.boolean().optional(),
  ...everyStep,
});
type Raw = z.infer<typeof fields>;

/** Asks a question and waits for its answer. */
export const ask: StepKindOf<AskStep, Raw> = {
  kind: "ask",
  fields,
  read,
  enter: (step, playing) => open(playing, question(step, playing), buttons(step, playing)),
  resume(step, playing, returned) {
    if (returned.kind === "picked") return picked(step, playing, returned.choice);
    return returned.kind === "typed" ? typed(step, playing, returned.text) : undefined;
  },
  question,
  matching(step) {
    if (step.exact || step.expects === "number") return "label";
    return step.expects === "choice" ? "near" : "number";
  },
  // A date that is none may be a question to the bot, so it goes the way of all words that fit nothing, and is then told what a date looks like.
  sorry: (step) => step.invalid,
  exits,
  texts,
  caption: (step) => `ask ${step.expects}`,
  shape: ["[/", "\\]"],
};

function read(raw: Raw, reader: StepReader): ReturnType<typeof ask.read> {
  const values = (raw.choices ?? []).map((one) => one.value);
  if (raw.ask === "choice" && !raw.choices) reader.problem("a choice needs `choices`");
  if (raw.exact && raw.ask !== "choice") reader.problem("`exact` is only for `ask: choice`");
  if (raw.lines && raw.ask !== "text") reader.problem("`lines` is only for `ask: text`");
  if (new Set(values).size < values.length) reader.problem("two choices have the same value");
  if (raw.choices?.some((one) => one.go !== undefined && one.flow !== undefined)) reader.problem("a choice leads to a step (`go`) or a flow (`flow`), not both");
  return {
    expects: raw.ask,
    text: reader.text(raw.text),
    with: reader.expressions(raw.with),
    choices: (raw.choices ?? []).map((one) => readChoice(one, reader)),
    invalid: raw.invalid === undefined ? (raw.ask === "choice" ? "common:not-understood" : `common:invalid-${raw.ask}`) : reader.text(raw.invalid),
    skip: raw.skip ?? false,
    exact: raw.exact ?? false,
    lines: raw.lines ?? false,
    ...(raw.save === undefined ? {} : { save: raw.save }),
    ...(raw.valid === undefined ? {} : { valid: reader.expression(raw.valid, "valid", { answer: true, condition: true }) }),
  };
}

function readChoice(raw: NonNullable<Raw["choices"]>[number], reader: StepReader): ChoiceDefinition {
  return {
    value: raw.value,
    label: reader.text(raw.label),
    ...(raw.go === undefined ? {} : { go: raw.go }),
    ...(raw.flow === undefined ? {} : { flow: raw.flow }),
    ...(raw.when === undefined ? {} : { when: reader.expression(raw.when, "when of a choice", { condition: true }) }),
  };
}

function question(step: AskStep, playing: Playing): string {
  return playing.text(step.text, playing.params(step.with));
}

function buttons(step: AskStep, playing: Playing): OpenChoice[] {
  const params = playing.params(step.with);
  const offered = step.choices.filter((one) => !one.when || playing.holds(one.when));
  if (step.expects === "choice" && offered.length === 0) throw new FlowFault("expression", "no choice is left");
  const shown = offered.map((one): OpenChoice => ({ label: playing.text(one.label, params), value: one.value, ...(one.flow === undefined ? {} : { flow: one.flow }) }));
  if (step.skip) shown.push(engineChoice(playing, "skip", "common:skip"));
  return shown;
}

function picked(step: AskStep, playing: Playing, chosen: OpenChoice): Move {
  if (chosen.act === "skip") return accept(step, playing, null);
  if (chosen.flow !== undefined) {
    playing.emit({ type: "flow-requested", flow: chosen.flow });
    return playing.drop();
  }
  const go = step.choices.find((one) => one.value === chosen.value)?.go;
  return answer(step, playing, chosen.value, chosen.label, go);
}

function typed(step: AskStep, playing: Playing, text: string): Move {
  return step.expects === "choice" ? notUnderstood(playing, text) : answer(step, playing, text);
}

function answer(step: AskStep, playing: Playing, text: string, label?: string, go?: string): Move {
  const read = readAnswer(step.expects, text, playing.context.now, step.lines);
  if (read.kind === "none") return notUnderstood(playing, text);
  if (read.kind === "too-long") return refuse(playing, "common:too-long", () => question(step, playing));
  if (step.valid && !playing.holds(step.valid, read.value)) return refuse(playing, step.invalid, () => question(step, playing));
  return accept(step, playing, read.value, label, go);
}

function accept(step: AskStep, playing: Playing, value: string | number | null, label?: string, go?: string): Move {
  playing.ask = undefined;
  playing.save(step.save, value);
  if (step.save !== undefined && step.choices.length > 0) playing.save(`${step.save}Label`, label ?? "");
  return go === undefined ? { kind: "next" } : { kind: "to", step: go };
}

function exits(step: AskStep): Exits {
  const ways = step.choices.flatMap((one) => (one.go === undefined ? [] : [{ word: one.value, to: one.go }]));
  const flows = step.choices.flatMap((one) => one.flow ?? []);
  return { ways, flows, falls: step.expects !== "choice" || step.skip || ways.length + flows.length < step.choices.length };
}

function texts(step: AskStep): UsedText[] {
  const params = names(step.with);
  const labels = step.choices.map((one) => ({ key: one.label, params, label: true }));
  return [{ key: step.text, params }, { key: step.invalid, params: [] }, ...labels];
}
