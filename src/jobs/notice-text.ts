import IntlMessageFormat from "intl-messageformat";
import type { BroadcastContent } from "../broadcasts/index.ts";
import { formatPayload } from "../core/payload.ts";
import type { OutboundChoice } from "../core/outbound-message.ts";

/** What a notice may say of its reader: `{name}` their name, `{branch}` their branch, `{unit}` the commune. */
export const noticeVariables = ["name", "branch", "unit"] as const;
export type NoticeFacts = Partial<Record<(typeof noticeVariables)[number], string>>;

export type Say = (key: string, params: Record<string, unknown>, locale: string) => string | undefined;
export type NoticeWords = { text: string; choices?: OutboundChoice[] };

/** Words of staff with a mistake in them: a brace too many, a variable nobody knows. */
export class NoticeTextMistake extends Error {
  override name = "NoticeTextMistake";
  readonly variable: string | undefined;
  constructor(message: string, variable?: string) {
    super(message);
    this.variable = variable;
  }
}

const compiled = new Map<string, IntlMessageFormat>();
const mostCompiled = 200;

function compile(text: string, locale: string): IntlMessageFormat {
  const key = `${locale}|${text}`;
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  let format: IntlMessageFormat;
  try {
    format = new IntlMessageFormat(text, locale === "en" ? "en" : "vi", undefined, { ignoreTag: true });
  } catch (error) {
    throw new NoticeTextMistake((error as Error).message);
  }
  compiled.set(key, format);
  return format;
}

/** Refuses words that would fail for somebody: broken ICU, unknown variables. Throws NoticeTextMistake. */
export function checkNoticeText(text: string): void {
  const named = [...text.matchAll(/\{\s*([\p{L}\w-]+)/gu)].map((match) => match[1]!);
  const unknown = named.find((name) => !(noticeVariables as readonly string[]).includes(name) && !/^(other|zero|one|two|few|many)$/.test(name));
  // Words inside a `select` look like variables; only a compiled trial tells.
  const facts = Object.fromEntries([...noticeVariables, ...(unknown && /\{[^{}]*,\s*select/.test(text) ? [unknown] : [])].map((name) => [name, "x"]));
  const format = compile(text, "vi");
  try {
    format.format(facts);
  } catch {
    throw new NoticeTextMistake("a variable is not known", unknown);
  }
}

/**
 * A notice as one person reads it: in their language (Vietnamese where the other was not written), with what is known of them, its
 * buttons, and under staff's own words the line that says how to stop.
 */
export function noticeWords(content: BroadcastContent, locale: "vi" | "en", facts: NoticeFacts, say: Say, footer: string | undefined): NoticeWords {
  const choices = (content.buttons ?? []).flatMap(({ flow, value, label, key }): OutboundChoice[] => {
    const words = label ?? (key && say(key, {}, locale));
    return words ? [{ label: words, payload: formatPayload({ kind: "flow", flow, ...(value === undefined ? {} : { value }) }) }] : [];
  });
  const text = bodyOf(content, locale, facts, say);
  return { text: footer ? `${text}\n\n${footer}` : text, ...(choices.length > 0 ? { choices } : {}) };
}

function bodyOf(content: BroadcastContent, locale: "vi" | "en", facts: NoticeFacts, say: Say): string {
  if ("key" in content) return say(content.key, { ...content.params }, locale) ?? "";
  const own = content.texts[locale];
  const [text, language] = own ? [own, locale] : [content.texts.vi, "vi" as const];
  const known = Object.fromEntries(noticeVariables.map((name) => [name, facts[name]?.trim() || content.fallbacks?.[name] || say(`notice:fallback-${name}`, {}, language) || ""]));
  return String(compile(text, language).format(known)).normalize("NFC");
}
