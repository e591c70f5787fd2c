import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { z } from "zod";
import type { Flow, Step } from "./definition.ts";
import { durationMs } from "./duration.ts";
import type { Problem } from "./problem.ts";
import { parseStep } from "./parse-step.ts";
import { sentencesOf } from "./schema-sentences.ts";
import { name, variable } from "./steps/fields.ts";

/*
 * The YAML of a flow. One file a flow, `flows/<flow>.yaml`; an older version that sessions may still run in is
 * `flows/<flow>.v<version>.yaml`. Names: small letters, digits, `-`. Variables: letters and digits.
 *
 *   flow: join-club          # equals the file name
 *   version: 1               # raise it with every change of steps; running sessions keep theirs
 *   takes: [club]            # optional: variables a starter may hand in (`#f:join-club:VALUE` puts VALUE into the first)
 *   remind: 30m              # optional: a question unanswered that long gets common:half-way with the buttons
 *                            #   common:half-way-continue and common:half-way-stop; once a question
 *   expire: 24h              # default 24h: then the session is closed without a word. Durations: 90s 30m 24h 2d
 *   steps:                   # in order; the first one begins; after the last the flow ends with the outcome `done`
 *     hello: { say: hello, with: { name: contact.name } }
 *
 * Texts are keys of locales/<lang>/<flow>.yaml, or `file:key` (`common:menu`). `with` gives a text its parameters, an effect
 * or source its arguments, a called flow its variables: each a CEL expression over `vars` (what was saved) and `contact`
 * (facts about the person). Strings in CEL have quotes of their own: `with: { purpose: "'membership'" }`.
 * A field nobody has set reads as null, or false, "", 0, [] where null does not fit: `vars.x == 'a'` is false, `vars.x != 'a'` and
 * `!vars.x` are true, `size(vars.x)` is 0. All other errors close the flow (`failed`, reason `expression`).
 *
 * Every step may have `when: CEL` (passed over when false, to the next step in the file, not to `go`) and
 * `go: step` (where it leads; otherwise the next step in the file).
 *
 *   say:      { say: TEXT, with, image: FILE, file: FILE }
 *             one of `image` (jpg, png, at most 1 MB) and `file` (pdf, doc, docx, at most 5 MB) is shown before the text: a file's
 *             name in flows/media, or an https address.
 *   ask:      { ask: text|choice|number|date|phone, text: TEXT, with, save: VAR, choices, valid: CEL, invalid: TEXT, skip: true, exact: true, lines: true }
 *             choices: list of { value: STRING, label: TEXT, go: step, flow: name, when: CEL }. Needed for `ask: choice`; for the
 *             others suggestions beside a free answer. `flow` changes to that flow. vars.VAR is the value (text, "YYYY-MM-DD", number, "+84…"),
 *             vars.VARLabel the label of the pressed choice ("" when typed freely). `valid` sees the answer as `value`; false says `invalid`
 *             (default common:invalid-<kind>; for choice common:not-understood) and asks again. `skip` adds common:skip, saves null.
 *             `exact` (consent): only the button, or its whole label typed; never a number or part of it.
 *   choose:   { choose: SOURCE, with, text: TEXT, save: VAR, empty: step, none: step }
 *             a button an option, in pages. vars.VAR is the option's value, vars.VARLabel its label. `empty`: nothing to choose from;
 *             `none`: adds common:none-of-these, saves null. Words that name an option of another page find it.
 *   check:    { check: CEL, then: step, else: step }       # one of them may be left out: falls through
 *   do:       { do: EFFECT, with, save: VAR, on: { OUTCOME: step } }
 *             vars.VAR is { outcome, ...values of the effect }. With `on`, an outcome not in it goes to `go`; without `go` that is a mistake.
 *   call:     { call: FLOW, with, save: VAR, on: { OUTCOME: step } }
 *             `with` only what the flow `takes`; outcomes are those of its `end`s; vars.VAR is { outcome, ...`with` of that end }.
 *   hand-over:{ hand-over: REASON, text: TEXT, with }      # ends all running flows as "handed-over"; with `go` it goes on there
 *   end:      { end: OUTCOME, text: TEXT, with }
 */

const hour = 3_600_000;
const duration = z.string().refine((text) => durationMs(text) !== undefined, "is not a duration like 90s, 30m, 24h or 2d");
const head = z.strictObject({
  flow: name,
  version: z.int().min(1),
  takes: z.array(variable).optional(),
  remind: duration.optional(),
  expire: duration.optional(),
  steps: z.unknown(),
});

/** Reads one flow from the text of its YAML file. `flow` is undefined when there is any problem. No I/O. */
export function parseFlow(yamlText: string, fileName: string): { flow: Flow | undefined; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, merge: false });
  const problems: Problem[] = document.errors.map((error) => ({ file: fileName, line: lines.linePos(error.pos[0]).line || 1, sentence: firstLine(error.message) }));
  if (problems.length > 0) return { flow: undefined, problems };
  if (!isMap(document.contents)) return { flow: undefined, problems: [{ file: fileName, line: 1, sentence: "is not a flow: expected flow, version and steps" }] };

  const lineOf = (node: unknown): number => (isScalar(node) && node.range ? lines.linePos(node.range[0]).line : 1);
  const flow = read(document.contents, fileName, lineOf, problems);
  return { flow: problems.length > 0 ? undefined : flow, problems };
}

function read(root: YAMLMap, file: string, lineOf: (node: unknown) => number, problems: Problem[]): Flow | undefined {
  const raw: unknown = root.toJSON();
  const checked = head.safeParse(raw);
  if (!checked.success) {
    for (const { path, sentence } of sentencesOf(checked.error)) problems.push({ file, line: lineOf(keyNode(root, String(path[0]))), sentence });
    return undefined;
  }
  const { flow: flowName, version, takes = [], remind, expire } = checked.data;
  const line = lineOf(keyNode(root, "flow"));
  const expected = /^(.*?)(?:\.v(\d+))?\.ya?ml$/.exec(file.split("/").at(-1)!);
  if (expected?.[1] !== flowName) problems.push({ file, line, sentence: `the flow is called ${flowName}, so its file must be ${flowName}.yaml` });
  if (expected?.[2] !== undefined && Number(expected[2]) !== version) problems.push({ file, line, sentence: `the file name says version ${expected[2]}, the file says ${version}` });

  const expireAfterMs = durationMs(expire ?? "") ?? 24 * hour;
  const remindAfterMs = remind === undefined ? undefined : durationMs(remind);
  if (remindAfterMs !== undefined && remindAfterMs >= expireAfterMs) problems.push({ file, line: lineOf(keyNode(root, "remind")), sentence: "the reminder comes after the end: make `remind` shorter than `expire`" });
  const steps = readSteps(root.get("steps", true), flowName, file, lineOf, problems);
  return { name: flowName, version, file, steps, expireAfterMs, takes, ...(remindAfterMs === undefined ? {} : { remindAfterMs }) };
}

function readSteps(node: unknown, flow: string, file: string, lineOf: (node: unknown) => number, problems: Problem[]): Step[] {
  if (!isMap(node) || node.items.length === 0) {
    problems.push({ file, line: 1, sentence: "`steps` is empty: a flow needs at least one step" });
    return [];
  }
  return node.items.flatMap(({ key, value }) => {
    const id = String(isScalar(key) ? key.value : key);
    const line = lineOf(key);
    const found = (sentence: string, field?: string): unknown =>
      problems.push({ file, line: lineOf(keyNode(value, field?.split(/[. ]/)[0]) ?? key), step: id, sentence });
    const step = parseStep(id, line, isMap(value) ? value.toJSON() : undefined, flow, found);
    return step ? [step] : [];
  });
}

function keyNode(map: unknown, field: string | undefined): unknown {
  return isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === field)?.key : undefined;
}

function firstLine(message: string): string {
  return message.split("\n")[0]!.replace(/:$/, "");
}
