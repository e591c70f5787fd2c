import type { AskKind } from "../definition.ts";
import { readDate } from "./read-date.ts";
import { readNumber } from "./read-number.ts";
import { readPhone } from "./read-phone.ts";
import { longestAnswer, readLines, readText } from "./read-text.ts";

export type ReadAnswer = { kind: "value"; value: string | number } | { kind: "none" } | { kind: "too-long" };

type Reader = (text: string, now: number) => string | number | undefined;
const readers: Record<AskKind, Reader> = { text: (text) => text, choice: (text) => text, number: readNumber, date: readDate, phone: readPhone };

/** Reads what was typed as the kind of answer expected. `none`: it is no such thing. */
export function readAnswer(expects: AskKind, typed: string, now: number, lines = false): ReadAnswer {
  const text = lines ? readLines(typed) : readText(typed);
  if (text.length > longestAnswer && [...text].length > longestAnswer) return { kind: "too-long" };
  const value = text === "" ? undefined : readers[expects](text, now);
  return value === undefined ? { kind: "none" } : { kind: "value", value };
}
