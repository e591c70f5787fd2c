import { readdirSync } from "node:fs";
import { createInstance, type Resource } from "i18next";
import ICU, { type IcuFormats } from "i18next-icu";
import { readLocale, type LocaleFiles } from "./locale-files.ts";
import { messageArguments, type Argument } from "./message-arguments.ts";

/** Every sentence a person reads, by `file:key` of locales/<lang>/<file>.yaml. */
export type Texts = {
  /** The sentence, or undefined when no language has the key or an argument cannot be shown (a date that is none). Pure; ≤ 1 µs without arguments. */
  text(key: string, params: Record<string, unknown>, locale: string): string | undefined;
  /** Names a caller must hand in; the commune's own are not among them. */
  params(key: string, locale: string): string[];
  /** The sentence as written, of this language only: for checks. */
  source(key: string, locale: string): string | undefined;
  /** A list of words.yaml, [] when there is none. */
  words(list: string, locale: string): string[];
  /** All keys of one language, as `file:key`. */
  keys(locale: string): string[];
};

export type TextOptions = {
  /** Zone of dates and times; the default is Việt Nam's. */
  timeZone?: string;
  /** Overrides names of commune.yaml in all languages. */
  commune?: Record<string, string>;
  /** Each sentence is compiled when it is first said: for commands, which say few of them. */
  lazy?: boolean;
};

const fallback = "vi";

/** Styles of date and time arguments; a plain `{when, date}` would use the machine's zone, so the tests refuse it. */
function formatsIn(timeZone: string): IcuFormats {
  return {
    date: {
      day: { weekday: "long", day: "numeric", month: "numeric", year: "numeric", timeZone },
      short: { day: "2-digit", month: "2-digit", year: "numeric", timeZone },
    },
    time: { short: { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } },
  };
}

/** The plug-in's own types leave out the call i18next makes. */
type Plugin = InstanceType<typeof ICU> & { parse(message: string, params: Record<string, unknown>, locale: string, file: string, name: string): string };

/** `fixed`: the finished sentence, where nothing changes from person to person. */
type Entry = { arguments: Argument[]; fixed?: string };

/** Reads and compiles all languages under `dir`. Throws on a file that is not a map of texts and on a sentence that is not ICU. */
export function loadTexts(dir: string, options: TextOptions = {}): Texts {
  const locales = readdirSync(dir, { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => one.name);
  const files = new Map(locales.map((locale) => [locale, readLocale(dir, locale)]));
  const icu = new ICU({ memoize: true, formats: formatsIn(options.timeZone ?? "Asia/Ho_Chi_Minh"), parseLngForICU: regionOf, parseErrorHandler: raise }) as Plugin;
  const store = openStore(files, icu);
  const commune = new Map([...files].map(([locale, one]) => [locale, { ...one.commune, ...options.commune }]));

  /** The i18next store holds sentences as written; the ICU plug-in is asked directly, because `t()` would mix a person's values with its own options (`count`, `context`, `lng`). */
  const render = (key: string, locale: string, params: Record<string, unknown>): string => {
    const [file, name] = split(key);
    return icu.parse(String(store.getResource(locale, file, name)), params, locale, file, name).normalize("NFC");
  };
  const entries = new Map([...files].map(([locale, one]) => [locale, compile(one, locale, commune.get(locale)!, render, options.lazy ?? false)]));

  const find = (key: string, locale: string): [Entry, string] | undefined => {
    const own = entries.get(locale)?.get(key);
    if (own) return [own, locale];
    const other = entries.get(fallback)?.get(key);
    return other && [other, fallback];
  };
  return {
    text(key, params, locale) {
      const found = find(key, locale);
      if (!found) return undefined;
      const [entry, language] = found;
      if (entry.fixed !== undefined) return entry.fixed;
      try {
        return render(key, language, { ...commune.get(language), ...shown(entry.arguments, params) });
      } catch {
        return undefined;
      }
    },
    params: (key, locale) => find(key, locale)?.[0].arguments.map((one) => one.name) ?? [],
    source: (key, locale) => files.get(locale)?.texts.get(key),
    words: (list, locale) => files.get(locale)?.words.get(list) ?? [],
    keys: (locale) => [...(files.get(locale)?.texts.keys() ?? [])],
  };
}

function openStore(files: ReadonlyMap<string, LocaleFiles>, icu: Plugin) {
  const resources: Resource = {};
  for (const [locale, { texts }] of files) {
    const spaces: Record<string, Record<string, string>> = (resources[locale] = {});
    for (const [key, text] of texts) {
      const [file, name] = split(key);
      (spaces[file] ??= {})[name] = text;
    }
  }
  const i18n = createInstance();
  // Everything is in memory: init is done when it returns.
  void i18n.use(icu).init({ resources, fallbackLng: fallback, keySeparator: false, initAsync: false });
  return i18n;
}

type Entries = { get(key: string): Entry | undefined };

function compile(files: LocaleFiles, locale: string, commune: Record<string, string>, render: (key: string, locale: string, params: Record<string, unknown>) => string, lazy: boolean): Entries {
  const compiled = new Map<string, Entry>();
  const entryOf = (key: string, text: string): Entry => {
    try {
      const wanted = messageArguments(text, locale).filter((one) => !(one.name in commune));
      return { arguments: wanted, ...(wanted.length === 0 ? { fixed: render(key, locale, commune) } : {}) };
    } catch (error) {
      throw new Error(`locales/${locale}: ${key} is not a valid message: ${(error as Error).message}`, { cause: error });
    }
  };
  if (!lazy) for (const [key, text] of files.texts) compiled.set(key, entryOf(key, text));
  return {
    get(key) {
      const text = compiled.has(key) ? undefined : files.texts.get(key);
      if (text !== undefined) compiled.set(key, entryOf(key, text));
      return compiled.get(key);
    },
  };
}

/**
 * Missing values show as nothing: a gap in a sentence is better than silence. Dates come as epoch ms or ISO text.
 * An empty value picks the branch `none` of a `select`, so that "{place, select, none {} other {at {place}}}" leaves a whole
 * phrase out. ICU forbids "-" in a branch's name: the value `in-progress` picks the branch `in_progress`.
 */
function shown(wanted: Argument[], params: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, uses } of wanted) {
    const value = params[name] ?? "";
    if (uses.has("date")) values[name] = new Date(value === "" ? Number.NaN : (value as string | number));
    else if (!uses.has("select")) values[name] = value;
    else if (value === "") values[name] = "none";
    else values[name] = uses.size === 1 ? String(value).replaceAll("-", "_") : value;
  }
  return values;
}

function split(key: string): [string, string] {
  const at = key.indexOf(":");
  return [key.slice(0, at), key.slice(at + 1)];
}

/** English here writes 28/11/2026, as its readers do, not 11/28/2026. */
function regionOf(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}

function raise(error: Error): never {
  throw error;
}
