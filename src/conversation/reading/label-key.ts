import { fold } from "../../lib/vietnamese/fold.ts";

/** What two spellings of a label share: "✅ Tôi đồng ý!" and "toi dong y" → "toi dong y". Empty for emoji alone. */
export function labelKey(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
