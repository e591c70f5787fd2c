import { z } from "zod";
import type { ChooseStep } from "../definition.ts";
import { ask as open, engineChoice, notUnderstood, openAsk } from "../asking.ts";
import type { Move, Playing } from "../playing.ts";
import { pickChoice } from "../reading/pick-choice.ts";
import type { OpenChoice } from "../session.ts";
import { everyStep, name, names, parameters, textKey, variable } from "./fields.ts";
import type { Returned, StepKindOf } from "./step-kind.ts";

const fields = z.strictObject({
  choose: name,
  with: parameters,
  text: textKey,
  save: variable,
  empty: name.optional(),
  none: name.optional(),
  ...everyStep,
});
type Page = Extract<Returned, { kind: "page" }>;

/** Most options typed words are compared with. */
const findAmong = 100;

/** Asks for one of a source's options, in pages where they are many. `vars.<save>` is the value, `vars.<save>Label` what was on the button. */
export const choose: StepKindOf<ChooseStep, z.infer<typeof fields>> = {
  kind: "choose",
  fields,
  read: (raw, reader) => ({
    source: raw.choose,
    with: reader.expressions(raw.with),
    text: reader.text(raw.text),
    save: raw.save,
    ...(raw.empty === undefined ? {} : { empty: raw.empty }),
    ...(raw.none === undefined ? {} : { none: raw.none }),
  }),
  enter: (step, playing) => request(step, playing, 0),
  resume(step, playing, returned) {
    if (returned.kind === "page") return returned.request.kind === "find" ? found(step, playing, returned) : show(step, playing, returned);
    if (returned.kind === "picked") return picked(step, playing, returned.choice);
    return returned.kind === "typed" ? find(step, playing, returned.text) : undefined;
  },
  question,
  matching: () => "near",
  exits(step) {
    const ways = step.empty === undefined ? [] : [{ word: "empty", to: step.empty }];
    if (step.none !== undefined) ways.push({ word: "none", to: step.none });
    return { ways, falls: true };
  },
  texts: (step) => [{ key: step.text, params: names(step.with) }],
  caption: (step) => `choose ${step.source}`,
  shape: ["[/", "\\]"],
};

function question(step: ChooseStep, playing: Playing): string {
  return playing.text(step.text, playing.params(step.with));
}

function request(step: ChooseStep, playing: Playing, page: number): Move {
  playing.ask = undefined;
  playing.pending = { kind: "page", page, spent: playing.spent };
  const size = page === 0 ? roomAlone(step, playing) : roomBetween(step, playing);
  playing.emit({ type: "page-requested", source: step.source, args: playing.values(step.with), page, size });
  return { kind: "wait" };
}

/** Everything on one page: no paging buttons. */
function roomAlone(step: ChooseStep, playing: Playing): number {
  return Math.max(1, playing.context.maxChoices - (step.none === undefined ? 0 : 1));
}

/** Between "back" and "more". All pages hold the same number, so that page × size is a place in the list. */
function roomBetween(step: ChooseStep, playing: Playing): number {
  return Math.max(1, roomAlone(step, playing) - 2);
}

function show(step: ChooseStep, playing: Playing, { request: asked, options, more }: Page): Move {
  const page = asked.kind === "page" ? asked.page : 0;
  if (options.length === 0) return page > 0 ? request(step, playing, 0) : leaveEmpty(step, playing);
  // Page 0 was asked for as if it were the only one; when it is not, it shrinks to the size of its fellows.
  const paged = page > 0 || more || options.length > roomAlone(step, playing);
  const shown = options.slice(0, paged ? roomBetween(step, playing) : options.length);
  const choices = shown.map(({ label, value }): OpenChoice => ({ label: String(label), value: String(value) }));
  if (more || shown.length < options.length) choices.push(engineChoice(playing, "more", "common:more"));
  if (page > 0) choices.push(engineChoice(playing, "back", "common:back-page"));
  if (step.none !== undefined) choices.push(engineChoice(playing, "none", "common:none-of-these"));
  return open(playing, question(step, playing), choices, page);
}

function leaveEmpty(step: ChooseStep, playing: Playing): Move {
  return leave(playing, step, null, "", step.empty ?? step.none);
}

function picked(step: ChooseStep, playing: Playing, chosen: OpenChoice): Move {
  const page = openAsk(playing).page ?? 0;
  if (chosen.act === "more") return request(step, playing, page + 1);
  if (chosen.act === "back") return request(step, playing, Math.max(0, page - 1));
  if (chosen.act === "none") return leave(playing, step, null, "", step.none);
  return leave(playing, step, chosen.value, chosen.label);
}

/** Typed words may name an option of another page. */
function find(step: ChooseStep, playing: Playing, text: string): Move {
  const paged = openAsk(playing).choices.some((choice) => choice.act === "more" || choice.act === "back");
  if (!paged || text.length > 100) return notUnderstood(playing, text);
  playing.pending = { kind: "find", text, spent: playing.spent };
  playing.emit({ type: "page-requested", source: step.source, args: playing.values(step.with), page: 0, size: findAmong });
  return { kind: "wait" };
}

function found(step: ChooseStep, playing: Playing, { request: asked, options }: Page): Move {
  const text = asked.kind === "find" ? asked.text : "";
  const all = options.map(({ label, value }): OpenChoice => ({ label: String(label), value: String(value) }));
  const choice = pickChoice(text, [], all, "near");
  return choice ? leave(playing, step, choice.value, choice.label) : notUnderstood(playing, text);
}

function leave(playing: Playing, step: ChooseStep, value: string | null, label: string, to?: string): Move {
  playing.ask = undefined;
  playing.save(step.save, value);
  playing.save(`${step.save}Label`, label);
  return to === undefined ? { kind: "next" } : { kind: "to", step: to };
}
