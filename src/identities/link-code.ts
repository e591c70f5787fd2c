import { createHmac, randomBytes } from "node:crypto";
import { shortCode } from "../core/short-code.ts";

/**
 * A new code, "7K2M9Q": random, so that no secret and no act can give it away. Drawn again until it has no letter that a
 * Vietnamese keyboard turns into another (Telex and VNI: vowels, d, w), because it is typed on a phone with one on.
 */
export function newLinkCode(): string {
  for (;;) {
    const letters = shortCode("", randomBytes(32).toString("base64url"), "link").slice(1);
    if (!/[AEYDW]/.test(letters)) return letters;
  }
}

/** What is kept of a code. With the key, because six characters alone could be tried out. */
export function hashOf(typed: string, secret: string): string {
  return createHmac("sha256", secret).update(`link-code|${lettersOf(typed)}`).digest("base64url");
}

/** "7k2 m9q", «7K2-M9Q» → "7K2M9Q" */
function lettersOf(typed: string): string {
  return typed.slice(0, 100).normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
}
