import { describe, expect, it } from "vitest";
import { checkFlows } from "../../src/conversation/check-flows.ts";
import type { Known } from "../../src/conversation/checks/check.ts";
import type { Flow } from "../../src/conversation/definition.ts";
import { formatProblem } from "../../src/conversation/problem.ts";
import { fixture, flowOf, rawText, trial } from "./conversation.ts";

const known: Known = {
  effects: new Map([["join-club", ["joined", "already"]], ["save-name", ["saved"]]]),
  sources: new Set(["clubs"]),
  text: (key, locale) => (key === "trial:x" ? "x" : key === "trial:long" ? "một nhãn dài hơn hai mươi" : key === "trial:vi-only" && locale === "vi" ? "x" : key === "trial:needs" ? "{name}" : rawText(key)),
  textParams: (key) => [...(key === "trial:needs" ? "{name}" : rawText(key) ?? "").matchAll(/\{(\w+)\}/g)].map((match) => match[1]!),
  locales: ["vi", "en"],
  mediaFault: ({ source }) => (source === "gone.jpg" ? "there is no file flows/media/gone.jpg" : undefined),
  limits: { maxChoices: 5, maxLabelCharacters: 20, maxTextCharacters: 640 },
};

function check(...flows: Flow[]): string[] {
  return checkFlows(flows, known).map((problem) => formatProblem(problem).replace(/^trial.yaml:\d+ ?/, ""));
}

it("finds nothing in good flows", () => {
  expect(check(...["say", "ask", "choose", "check", "do", "end"].map(fixture))).toEqual([]);
});

describe("finds", () => {
  it.each<[string, string[]]>([
    ["a: { say: x }\ne: { end: x }\nb: { say: x }", ["step b: is dead: nothing leads to it"]],
    ["a: { say: x, go: z }\nb: { end: x }", ["step a: leads to the step z, which does not exist", "step a: never comes to an end, whatever the person answers", "step b: is dead: nothing leads to it"]],
    ["a: { ask: text, text: x, go: a }", ["step a: never comes to an end, whatever the person answers"]],
    ["a: { say: x }\nb: { check: '1 == 1', then: a }", ["step a: runs in a ring without a question: a, b"]],
    ["a: { say: x, image: gone.jpg }\nb: { say: x, image: here.jpg }", ["step a: there is no file flows/media/gone.jpg"]],
    ["a: { do: nothing }", ["step a: there is no effect nothing"]],
    ["a: { do: join-club, on: { joined: b, gone: b } }\nb: { end: x }", ["step a: waits for the outcome gone, which join-club never has", "step a: does not say where the outcome already of join-club leads"]],
    ["a: { do: join-club }", ["step a: does not say where the outcome joined of join-club leads", "step a: does not say where the outcome already of join-club leads"]],
    ["a: { do: save-name }", []],
    ["a: { do: join-club, on: { already: b }, go: b }\nb: { end: x }", []],
    ["a: { choose: stars, text: x, save: s }", ["step a: there is no source stars", "step a: does not say where to go when there is nothing to choose from: give `empty`"]],
    ["a: { call: nowhere }", ["step a: calls the flow nowhere, which does not exist"]],
    ["a: { call: end, with: { age: 1 }, on: { joined: b, done: b } }\nb: { end: x }", ["step a: gives age to end, which does not take it", "step a: waits for the outcome done, which end never has"]],
    ["a: { call: trial }", [": calls itself, directly or through the flows it calls"]],
    ["a: { say: gone }", ["step a: the text trial:gone is missing in vi", "step a: the text trial:gone is missing in en"]],
    ["a: { say: vi-only }", ["step a: the text trial:vi-only is missing in en"]],
    ["a: { say: needs }", ["step a: the text trial:needs (vi) needs name, which `with` does not give", "step a: the text trial:needs (en) needs name, which `with` does not give"]],
    ["a: { say: x, with: { n: vars.name } }\nb: { ask: text, text: x, save: name }", ["step a: reads vars.name, which nothing before it saves"]],
    ["q: { ask: text, text: x, save: name, when: contact.returning }\na: { say: x, with: { n: vars.name } }", []],
    ["a: { ask: choice, text: x, choices: [{ value: a, label: x, flow: nowhere }] }", ["step a: changes to the flow nowhere, which does not exist"]],
    ["a: { ask: text, text: x, skip: true, choices: [{ value: a, label: x }, { value: b, label: x }, { value: c, label: x }, { value: d, label: x }, { value: e, label: x }] }", ["step a: offers 6 choices, 5 fit on every platform"]],
    ["a: { ask: choice, text: x, choices: [{ value: a, label: long }] }", ["step a: the label trial:long has 25 characters in vi, 20 fit", "step a: the label trial:long has 25 characters in en, 20 fit"]],
  ])("%j", (steps, sentences) => expect(check(trial(steps), fixture("end"))).toEqual(sentences));

  it("a version given twice, and accepts two versions", () => {
    const second = flowOf("flow: trial\nversion: 2\nsteps: { a: { say: x } }");
    expect(check(trial("a: { say: x }"), second)).toEqual([]);
    expect(check(second, second)).toEqual([": version 2 of trial is also in trial.yaml"]);
  });

  it("texts the engine itself says", () => {
    const without: Known = { ...known, text: (key, locale) => (key === "common:skip" && locale === "en" ? undefined : known.text(key, locale)) };
    expect(checkFlows([trial("a: { say: x }")], without).map(formatProblem)).toEqual(["locales/en/common.yaml:1: the text common:skip is missing in en"]);
  });
});
