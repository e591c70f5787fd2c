import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What one language says: sentences by `file:key`, word lists by name, and the commune's own names for use in any sentence. */
export type LocaleFiles = { texts: Map<string, string>; words: Map<string, string[]>; commune: Record<string, string> };

/**
 * Reads `<dir>/<locale>/*.yaml` once, at start. A file is a flat map of sentences; `words.yaml` holds lists of words, and
 * `commune.yaml` names (controller, place, contact) that every sentence may use as `{communeName}` and so on.
 * Throws with file and key on anything else, so that a mistake stops the start and not a conversation.
 */
export function readLocale(dir: string, locale: string): LocaleFiles {
  const files: LocaleFiles = { texts: new Map(), words: new Map(), commune: {} };
  for (const name of readdirSync(join(dir, locale)).filter((one) => one.endsWith(".yaml")).sort()) {
    const file = name.slice(0, -".yaml".length);
    const content: unknown = parse(readFileSync(join(dir, locale, name), "utf8"));
    if (typeof content !== "object" || content === null || Array.isArray(content)) throw new Error(`locales/${locale}/${name}: must be a map of texts`);
    for (const [key, value] of Object.entries(content)) add(files, file, key, value, `locales/${locale}/${name}: ${key}`);
  }
  return files;
}

function add(files: LocaleFiles, file: string, key: string, value: unknown, place: string): void {
  if (file === "words") {
    if (!Array.isArray(value) || !value.every((word) => typeof word === "string")) throw new Error(`${place} must be a list of words in quotes`);
    files.words.set(key, value.map((word: string) => word.normalize("NFC")));
    return;
  }
  if (typeof value !== "string" || value.trim() === "") throw new Error(`${place} must be a text (put it in quotes)`);
  const text = value.normalize("NFC").trimEnd();
  if (file === "commune") files.commune[key] = text;
  else files.texts.set(`${file}:${key}`, text);
}
