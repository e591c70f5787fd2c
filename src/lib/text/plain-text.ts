/** Everything a chat never means to send: control characters except tab and line feed. NUL also breaks some stores. */
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

/**
 * The one form a text has inside the service: NFC (phones send decomposed Vietnamese, which no comparison or count survives),
 * line feeds only, no control characters, no half surrogates. Does not trim.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(controls, "").normalize("NFC");
}

/** One line: all white space becomes a single blank, ends trimmed. For labels and names. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim();
}

/** The first `max` UTF-16 units without half a surrogate at the end. */
export function firstCharacters(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");
}
