import { describe, expect, it } from "vitest";
import { parseFlow } from "../../src/conversation/parse-flow.ts";
import { formatProblem } from "../../src/conversation/problem.ts";

function problems(yaml: string, file = "flows/trial.yaml"): string[] {
  const parsed = parseFlow(yaml, file);
  expect(parsed.flow === undefined).toBe(parsed.problems.length > 0);
  return parsed.problems.map(formatProblem);
}

const head = "flow: trial\nversion: 1\nsteps:\n";

it("reads a flow in the order of its file", () => {
  const { flow } = parseFlow("flow: trial\nversion: 3\ntakes: [club]\nremind: 30m\nexpire: 2d\nsteps:\n  b: { say: common:hi }\n  a: { say: hi, go: b }\n", "trial.yaml");
  expect(flow).toMatchObject({ name: "trial", version: 3, takes: ["club"], remindAfterMs: 1_800_000, expireAfterMs: 172_800_000 });
  expect(flow!.steps.map(({ id, line }) => [id, line])).toEqual([["b", 7], ["a", 8]]);
  expect(flow!.steps).toMatchObject([{ text: "common:hi" }, { text: "trial:hi", go: "b" }]);
});

it("an older version has its number in the file name", () => {
  expect(problems(`${head}  a: { say: x }`, "trial.v1.yaml")).toEqual([]);
  expect(problems(`${head}  a: { say: x }`, "trial.v2.yaml")).toEqual(["trial.v2.yaml:1: the file name says version 2, the file says 1"]);
});

describe("says line, step and one clear sentence for", () => {
  it.each([
    ["", "flows/trial.yaml:1: is not a flow: expected flow, version and steps"],
    ["flow: other\nversion: 1\nsteps: { a: { say: x } }", "flows/trial.yaml:1: the flow is called other, so its file must be other.yaml"],
    ["flow: trial\nversion: 0\nsteps: {}", "flows/trial.yaml:2: `version` must be at least 1"],
    ["flow: trial\nversion: 1\nremind: soon\nsteps: {}", "flows/trial.yaml:3: `remind` is not a duration like 90s, 30m, 24h or 2d"],
    ["flow: trial\nversion: 1\nremind: 2h\nexpire: 1h\nsteps: { a: { say: x } }", "flows/trial.yaml:3: the reminder comes after the end: make `remind` shorter than `expire`"],
    ["flow: trial\nversion: 1\nstep: {}\nsteps: { a: { say: x } }", "flows/trial.yaml:3: `step` is not known here"],
    ["flow: trial\nversion: 1\nsteps:", "flows/trial.yaml:1: `steps` is empty: a flow needs at least one step"],
    [`${head}  a: { say: x }\n  a: { say: y }`, "flows/trial.yaml:5: Map keys must be unique at line 5, column 3"],
    [`${head}  a: { tell: x }`, "flows/trial.yaml:4 step a: has no kind: one of say, ask, choose, check, do, call, hand-over, end"],
    [`${head}  a: { say: x, end: y }`, "flows/trial.yaml:4 step a: is say and end at once"],
    [`${head}  a: { say: x,\n    colour: red }`, "flows/trial.yaml:5 step a: `colour` is not known here"],
    [`${head}  a: { say: x, image: a.jpg, file: b.pdf }`, "flows/trial.yaml:4 step a: shows an `image` or a `file`, not both"],
    [`${head}  a: { say: x, image: ../a.jpg }`, "flows/trial.yaml:4 step a: `image` must be a file of flows/media (small letters, digits, - and _, no folders) or an https address"],
    [`${head}  a: { say: x, file: 'http://a.vn/b.pdf' }`, "flows/trial.yaml:4 step a: `file` must be a file of flows/media (small letters, digits, - and _, no folders) or an https address"],
    [`${head}  a: { ask: text, text: x, image: a.jpg }`, "flows/trial.yaml:4 step a: `image` is not known here"],
    [`${head}  a: { ask: colour, text: x }`, "flows/trial.yaml:4 step a: `ask` must be text, choice, number, date or phone"],
    [`${head}  a: { ask: text }`, "flows/trial.yaml:4 step a: `text` is missing"],
    [`${head}  a: { ask: choice, text: x }`, "flows/trial.yaml:4 step a: a choice needs `choices`"],
    [`${head}  a: { ask: choice, text: x, choices: [{ value: 1, label: a }, { value: 1, label: b }] }`, "flows/trial.yaml:4 step a: two choices have the same value"],
    [`${head}  a: { say: x, when: "vars.a ==" }`, "flows/trial.yaml:4 step a: `when`: vars.a == is no good: Unexpected token: EOF"],
    [`${head}  a: { say: x, when: "club == 1" }`, "flows/trial.yaml:4 step a: `when`: club == 1 is no good: Unknown variable: club"],
    [`${head}  a: { say: x, when: "'yes'" }`, "flows/trial.yaml:4 step a: `when`: 'yes' is no good: gives string, not true or false"],
    [`${head}  a: { say: x, when: "value == 1" }`, "flows/trial.yaml:4 step a: `when`: value == 1 is no good: Unknown variable: value"],
    [`${head}  a: { end: x, go: a }`, "flows/trial.yaml:4 step a: an end goes nowhere, take `go` out"],
  ])("%j", (yaml, sentence) => expect(problems(yaml)).toEqual([sentence]));
});

it("survives any text", () => {
  for (const text of ["\0", "[", "{a: *b}", "a: &a [*a]", "- 1", "!!js/function x", "%YAML 9", "a: b: c", "steps: 1", "flow: {}", "\t"]) expect(problems(text).length).toBeGreaterThan(0);
});
