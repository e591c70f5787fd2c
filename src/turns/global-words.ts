import { fold } from "../lib/vietnamese/index.ts";

/** Words that mean the same everywhere in a conversation, whatever is being asked; greetings, thanks and "thông báo" only when nothing is. */
export const globalWords = [
  "menu", "cancel", "back", "person", "stop", "stop-all", "stop-news", "stop-activities", "stop-clubs", "stop-dialogues", "start", "language", "help", "notice", "greeting", "thanks",
] as const;
export type GlobalWord = (typeof globalWords)[number];

/**
 * Finds the global word a whole message is. Only the whole message counts: "huỷ" ends a flow, "huỷ lịch tối nay" is talk.
 * `words(list, locale)` are the lists of locales/<lang>/words.yaml.
 */
export function createGlobalWords(words: (list: string, locale: string) => string[], locales: readonly string[]): (text: string) => GlobalWord | undefined {
  const table = new Map<string, GlobalWord>();
  for (const locale of locales) for (const word of globalWords) for (const spelling of words(word, locale)) table.set(key(spelling), word);
  return (text) => (text.length > 40 ? undefined : table.get(key(text)));
}

function key(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
