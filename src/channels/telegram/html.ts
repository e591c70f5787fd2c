/** `*words*`: the stars stand at the ends of words, hold no other star and no line end. Anything else is text. */
const emphasis = /(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![\p{L}\p{N}*])/gu;

/** The text in Telegram's HTML: nothing a person typed can turn into markup, and what stands between stars is bold. */
export function toHtml(text: string): string {
  return escaped(text).replace(emphasis, "<b>$1</b>");
}

/** True when `toHtml` makes anything bold: otherwise a text needs no parse mode. */
export function hasEmphasis(text: string): boolean {
  return text.search(emphasis) >= 0;
}

/** The text of `toHtml` again, without its stars: for the one resend when Telegram refuses the markup. */
export function plainOf(html: string): string {
  return html.replace(/<\/?b>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Of the reference's rules only these three characters matter in text (§2.4). */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
