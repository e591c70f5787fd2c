import { fold } from "../../lib/vietnamese/index.ts";

/** A utility template as an author writes it: `{{ten}}` or `{{1}}` stand for what changes from person to person. */
export type UtilityTemplate = {
  /** Small letters, digits and `_`. */
  name: string;
  /** Such as `vi`. */
  language: string;
  text: string;
  /** A sample value for every placeholder; Meta's reviewers read them. */
  examples: Record<string, string>;
  buttons?: { label: string; payload: string }[];
};

const longestText = 1999;
const mostButtons = 3;
const longestLabel = 20;
const longestPayload = 1000;

/** Folded. Meta refuses templates that ask for such numbers (§1.7), and this service never asks for one anywhere. */
const sensitive = /\b(cccd|cmnd|can cuoc|chung minh (nhan dan|thu)|so dinh danh|ho chieu|passport|social security|national id|so tai khoan|tai khoan ngan hang|bank account|so the|credit card|the tin dung|ma otp|otp|mat khau|password|ma pin)\b/;

/** What is between double braces, in the order of the text, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((match) => match[1]!))];
}

/** Numbered or named; Meta wants one form in one template. */
export function isNumbered(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => /^\d+$/.test(name));
}

/** What Meta would refuse, as English sentences; none when the template may be handed in. */
export function templateFaults({ name, language, text, examples, buttons = [] }: UtilityTemplate): string[] {
  const names = placeholders(text);
  const words = text.replace(/\{\{[^{}]*\}\}/g, " ").split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length;
  const fault = (wrong: boolean, sentence: string): string[] => (wrong ? [sentence] : []);
  return [
    ...fault(!/^[a-z0-9_]{1,512}$/.test(name), "The name may hold only small letters, digits and _."),
    ...fault(!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language), "The language must be a code such as vi or en_US."),
    ...fault(text.trim() === "" || text.length > longestText, `The text must have 1 to ${longestText} characters.`),
    ...fault(/^\s*\{\{/.test(text) || /\}\}\s*$/.test(text), "The text may not begin or end with a placeholder."),
    ...fault(/\{\{|\}\}/.test(text.replace(/\{\{[^{}]*\}\}/g, "")), "A placeholder is not closed."),
    ...nameFaults(names),
    // Meta gives no number; for the same rule elsewhere it asks for more than twice as many words as placeholders.
    ...fault(names.length > 0 && words < 2 * names.length + 1, "There are too many placeholders for so few words."),
    ...fault(sensitive.test(fold(text)), "The text may not ask for numbers of identity cards, accounts, cards or passwords."),
    ...names.flatMap((one) => fault(!examples[one]?.trim(), `The placeholder ${one} has no example.`)),
    ...fault(buttons.length > mostButtons, `There may be at most ${mostButtons} buttons.`),
    ...buttons.flatMap(({ label, payload }, index) => [
      ...fault(label.trim() === "" || label.length > longestLabel, `Button ${index + 1} must have a label of 1 to ${longestLabel} characters.`),
      ...fault(payload === "" || payload.length > longestPayload, `Button ${index + 1} must have a payload of 1 to ${longestPayload} characters.`),
    ]),
  ];
}

function nameFaults(names: string[]): string[] {
  if (isNumbered(names)) {
    const gaps = names.map(Number).sort((a, b) => a - b).some((number, index) => number !== index + 1);
    return gaps ? ["Numbered placeholders must be 1, 2, 3 and so on, without a gap."] : [];
  }
  return names.some((name) => !/^[a-z][a-z0-9_]{0,63}$/.test(name)) ? ["Placeholders must be all numbers, or all names of small letters, digits and _."] : [];
}
