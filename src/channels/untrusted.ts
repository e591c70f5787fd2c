import { firstCharacters, plainLine, plainText } from "../lib/text/plain-text.ts";

/*
 * Readers for JSON that came from outside. They answer undefined instead of throwing and look at own properties only, so neither a missing field
 * nor a key such as `__proto__` can do harm. Schemas are not used here: a platform adds fields and changes shapes without notice, and one odd
 * field must not lose the whole message.
 */

/** Longest text taken over from a person; all platforms allow less in one message except by accident. */
export const maxInboundCharacters = 10_000;

/** The value at a path of own properties. */
export function at(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

/** True when the value is an object (not a list) that has the key. */
export function has(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

/** The value if it is a list, otherwise an empty one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * An id of a person, page or OA. Numbers are accepted while they are exact; above 2^53 digits are already lost and the id would be
 * another person's. A colon would break contact ids; no platform uses one.
 */
export function platformId(value: unknown): string | undefined {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === "string" && /^[\w.-]{1,128}$/.test(text) ? text : undefined;
}

/** What a person wrote, in our one form and of bearable length; undefined when there is nothing to read in it. */
export function words(value: unknown, max = maxInboundCharacters): string | undefined {
  if (typeof value !== "string") return undefined;
  // Cut first: normalising a megabyte costs milliseconds. Four times leaves room for decomposed letters.
  const text = firstCharacters(plainText(firstCharacters(value, max * 4)).trim(), max).trim();
  return text === "" ? undefined : text;
}

/** A person's name on one line. */
export function personName(...parts: unknown[]): string | undefined {
  const name = plainLine(parts.map((part) => (typeof part === "string" ? firstCharacters(part, 400) : "")).join(" "));
  return name === "" ? undefined : firstCharacters(name, 100);
}

const oneDay = 86_400_000;

/** Epoch milliseconds given as number or decimal string; undefined when it cannot be a time of this century up to tomorrow. */
export function moment(value: unknown, now: number): number | undefined {
  const time = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof time === "number" && Number.isSafeInteger(time) && time > 946_684_800_000 && time < now + oneDay ? time : undefined;
}
