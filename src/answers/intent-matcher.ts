import type { Reading } from "../lib/vietnamese/index.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import type { Intent } from "./understanding.ts";

/** `whole`: the pattern took the whole message, from "^" to "$". */
export type IntentHit = { classId: string; flow: string; params: Record<string, string>; whole: boolean };

/** Intents of one flow are one class, but those that carry parameters ("urgent") are their own: "flow:talk-to-person#urgent=yes". */
export function intentClassId({ flow, params = {} }: Intent): string {
  const suffix = Object.entries(params).map(([name, value]) => `#${name}=${value}`);
  return `flow:${flow}${suffix.join("")}`;
}

/**
 * All intents, in the order of the file, with a pattern that fits one of the given forms of a text; `vetoed` names the flows
 * whose pattern fits but whose `unless` does too, and those whose wish is taken back ("đừng hủy chỗ của em"). A code is taken from
 * `typed`, the words as they stand: in "n3hnr92gqq" no letter is drawn out and none is chat spelling.
 */
export type IntentMatcher = (forms: Reading[], typed?: Reading) => { hits: IntentHit[]; vetoed: string[] };

export function createIntentMatcher(intents: Intent[]): IntentMatcher {
  const compiled = intents.map((intent) => ({
    intent,
    whole: (intent.patterns ?? []).filter(isWhole).map(compilePattern),
    parts: (intent.patterns ?? []).filter((pattern) => !isWhole(pattern)).map(compilePattern),
    unless: (intent.unless ?? []).map(compilePattern),
    negated: (intent.negated ?? []).map(compilePattern),
  }));
  return (forms, typed) => {
    const hits: IntentHit[] = [];
    const vetoed: string[] = [];
    for (const { intent, whole, parts, unless, negated } of compiled) {
      if (firstHit(negated, forms)) {
        vetoed.push(intent.flow);
        continue;
      }
      const all = firstHit(whole, forms);
      const found = all ?? firstHit(parts, forms);
      if (!found) continue;
      const slots = found["code"] !== undefined && typed ? (firstHit([...whole, ...parts], [typed]) ?? found) : found;
      if (firstHit(unless, forms)) vetoed.push(intent.flow);
      else hits.push({ classId: intentClassId(intent), flow: intent.flow, params: { ...intent.params, ...named(slots) }, whole: all !== undefined });
    }
    return { hits, vetoed };
  };
}

function isWhole(pattern: string): boolean {
  return /^\s*\^.*\$\s*$/.test(pattern);
}

function firstHit(patterns: Pattern[], readings: Reading[]): Record<string, string> | undefined {
  for (const pattern of patterns) {
    for (const reading of readings) {
      const slots = pattern(reading);
      if (slots) return slots;
    }
  }
  return undefined;
}

/** "rời CLB này", "vào CLB với": such words name no club. */
const NAMELESS = /(?:^| )(?:này|đó|nào|đâu|nữa|đi|rồi|luôn|được|không|ngay|gấp|giùm|giúp|với|ạ|nhé|nha|của em|của tôi|giùm em|giúp em|cho em)$/u;

function named(slots: Record<string, string>): Record<string, string> {
  const trimmed = Object.entries(slots).map(([name, value]) => [name, withoutTail(value)] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ""));
}

function withoutTail(value: string): string {
  const shorter = value.replace(NAMELESS, "");
  return shorter === value ? value : withoutTail(shorter);
}
