import type { Reading } from "../lib/vietnamese/index.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import type { Intent } from "./understanding.ts";

export type IntentHit = { classId: string; flow: string; params: Record<string, string> };

/** Intents of one flow are one class, but those that carry parameters ("urgent") are their own: "flow:talk-to-person#urgent=yes". */
export function intentClassId({ flow, params = {} }: Intent): string {
  const suffix = Object.entries(params).map(([name, value]) => `#${name}=${value}`);
  return `flow:${flow}${suffix.join("")}`;
}


/**
 * All intents, in the order of the file, with a pattern that fits one of the given forms of a text; `vetoed` names the flows
 * whose pattern fits but whose `unless` does too.
 */
export type IntentMatcher = (forms: Reading[]) => { hits: IntentHit[]; vetoed: string[] };

export function createIntentMatcher(intents: Intent[]): IntentMatcher {
  const compiled = intents.map((intent) => ({
    intent,
    patterns: (intent.patterns ?? []).map(compilePattern),
    unless: (intent.unless ?? []).map(compilePattern),
  }));
  return (forms) => {
    const hits: IntentHit[] = [];
    const vetoed: string[] = [];
    for (const { intent, patterns, unless } of compiled) {
      const slots = firstHit(patterns, forms);
      if (!slots) continue;
      if (firstHit(unless, forms)) vetoed.push(intent.flow);
      else hits.push({ classId: intentClassId(intent), flow: intent.flow, params: { ...intent.params, ...withoutEmpty(slots) } });
    }
    return { hits, vetoed };
  };
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

function withoutEmpty(slots: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(slots).filter(([, value]) => value !== ""));
}
