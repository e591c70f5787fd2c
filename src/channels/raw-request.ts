import { timingSafeEqual } from "node:crypto";
import type { RawRequest } from "./contract.ts";

/** A header's value whatever the case of its name; a repeated header counts as its first value. */
export function header(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name] ?? Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(value) ? value[0] : value;
}

/** The body as JSON, or undefined: no platform ever sends the bare words that would parse to undefined. Bad UTF-8 becomes U+FFFD. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Equality that takes the same time wherever the difference is; only the length may be learned, and that is public. */
export function sameSecret(given: string, expected: string): boolean {
  const one = Buffer.from(given, "utf8");
  const other = Buffer.from(expected, "utf8");
  return one.length === other.length && timingSafeEqual(one, other);
}
