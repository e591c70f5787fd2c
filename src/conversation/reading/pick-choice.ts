import { normalise } from "../../lib/vietnamese/normalise.ts";
import type { OpenChoice } from "../session.ts";
import { labelKey } from "./label-key.ts";
import { readNumberWords } from "./read-number-words.ts";

/**
 * How freely words count as pressing a button:
 *  - `label`: only the whole label, folded
 *  - `number`: that, or its number
 *  - `near`: that, or words that fit one label alone: its beginning, or whole words of it
 */
export type Matching = "label" | "number" | "near";

/** Shortest typed word that may stand for part of a label: "ok" and "ko" never do. */
const shortestPart = 3;
/** Longer texts are no labels; saves folding somebody's whole story. */
const longestLabel = 120;
/**
 * Politeness around an answer: "dạ 2 ạ", "chọn bóng đá nhé". Never taken off where consent is asked.
 * In front only with its tone: folded, "dạ" is the "đá" of "đá cầu".
 */
const politeness = /^(?:(?:dạ|chọn|chon)[ ,]+)*(.+?)(?:[ ,]+(?:ạ|a|ah|nhé|nhe|nha))*[ .!]*$/u;

/** The button somebody means by typing. `visible` counts for numbers ("2" is the second of what was seen last), `all` for labels. */
export function pickChoice(typed: string, visible: readonly OpenChoice[], all: readonly OpenChoice[], matching: Matching): OpenChoice | undefined {
  if (all.length === 0 || typed.length > longestLabel) return undefined;
  const key = labelKey(typed);
  if (key === "") return undefined;
  const keys = all.map((choice) => labelKey(choice.label));
  const whole = only(typed, all.filter((_choice, index) => keys[index] === key));
  if (whole || matching === "label") return whole;
  const bare = labelKey(politeness.exec(normalise(typed).trim())?.[1] ?? typed);
  const place = numberTyped(bare);
  if (place !== undefined) return visible[place - 1];
  return matching === "near" ? (nearest(key, all, keys) ?? nearest(bare, all, keys)) : undefined;
}

/** Labels that differ in their tone marks alone ("Bà", "Ba") are told apart by them, or not at all. */
function only(typed: string, choices: OpenChoice[]): OpenChoice | undefined {
  if (choices.length <= 1) return choices[0];
  const spelled = normalise(typed).trim();
  const same = choices.filter((choice) => normalise(choice.label).trim() === spelled);
  return same.length === 1 ? same[0] : undefined;
}

/** "2", "2.", "số 2", "số hai", "２", "2️⃣". */
function numberTyped(key: string): number | undefined {
  const match = /^(?:so )?(\d{1,2})$/.exec(key);
  if (match) return Number(match[1]);
  return key.startsWith("so ") ? readNumberWords(key.slice(3)) : undefined;
}

function nearest(key: string, all: readonly OpenChoice[], keys: readonly string[]): OpenChoice | undefined {
  if (key.replaceAll(" ", "").length < shortestPart) return undefined;
  const starting = all.filter((_choice, index) => keys[index]!.startsWith(key));
  if (starting.length > 0) return starting.length === 1 ? starting[0] : undefined;
  const holding = all.filter((_choice, index) => ` ${keys[index]!} `.includes(` ${key} `));
  return holding.length === 1 ? holding[0] : undefined;
}
