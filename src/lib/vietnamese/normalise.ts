/** Longer texts are cut here, so that one message cannot hold the process (UTF-16 units). */
export const MAX_TEXT_LENGTH = 1000;

// Phones write the tone on either vowel (hoà / hòa, thuý / thúy). Ours is the older place, as in most keyboards.
const TONE_PAIRS: Record<string, string> = {
  oà: "òa", oá: "óa", oả: "ỏa", oã: "õa", oạ: "ọa",
  oè: "òe", oé: "óe", oẻ: "ỏe", oẽ: "õe", oẹ: "ọe",
  uỳ: "ùy", uý: "úy", uỷ: "ủy", uỹ: "ũy", uỵ: "ụy",
};
const OPEN_TONE = /(^|[^q])([ou][àáảãạèéẻẽẹỳýỷỹỵ])(?![\p{L}\p{M}])/gu;

/**
 * One spelling of the same letters: bounded, composed (NFC, and look-alikes such as full-width or "fancy font" letters),
 * lower case, one tone placement, no invisible characters. Idempotent.
 */
export function normalise(text: string): string {
  const composed = text.slice(0, MAX_TEXT_LENGTH).normalize("NFKC").slice(0, MAX_TEXT_LENGTH).toLowerCase();
  const visible = composed.replace(/[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]/g, "").replaceAll("ð", "đ").normalize("NFC");
  return moveTones(visible);
}

function moveTones(text: string): string {
  return text.replace(OPEN_TONE, (_whole, before: string, pair: string) => before + (TONE_PAIRS[pair] ?? pair));
}
