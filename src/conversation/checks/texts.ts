import type { Step } from "../definition.ts";
import type { UsedText } from "../steps/step-kind.ts";
import { kindOf } from "../steps/step-kinds.ts";
import type { Check, Found, Known } from "./check.ts";

/** Texts missing in a language, too long for the strictest platform, or in want of a parameter. */
export const texts: Check = (flow, known) =>
  flow.steps.flatMap((step) => kindOf(step).texts(step).flatMap((used) => known.locales.flatMap((locale) => checkText(used, locale, known, step))));

function checkText(used: UsedText, locale: string, known: Known, step: Step): Found[] {
  const sentences = textFaults(used, locale, known);
  return sentences.map((sentence) => ({ line: step.line, step: step.id, sentence }));
}

/** What is wrong with one text in one language. */
export function textFaults(used: UsedText, locale: string, known: Known): string[] {
  const text = known.text(used.key, locale);
  if (text === undefined) return [`the text ${used.key} is missing in ${locale}`];
  const needed = known.textParams?.(used.key, locale) ?? [];
  const missing = needed.filter((param) => !used.params.includes(param)).map((param) => `the text ${used.key} (${locale}) needs ${param}, which \`with\` does not give`);
  const length = shownLength(text);
  const most = used.label ? known.limits.maxLabelCharacters : known.limits.maxTextCharacters;
  return length > most ? [...missing, `the ${used.label ? "label" : "text"} ${used.key} has ${length} characters in ${locale}, ${most} fit`] : missing;
}

/** Without its simple arguments, whose length nobody knows yet; plurals count in full, which is on the safe side. */
function shownLength(text: string): number {
  return [...text.replace(/\{\w+\}/g, "").trim()].length;
}
