import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { kindOf } from "../../src/conversation/steps/step-kinds.ts";
import { messageArguments } from "../../src/runtime/message-arguments.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { localesFolder, readProjectFlows } from "../flows/flow-files.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder of locales: `{ "vi/common": "hello: ..." }`. */
function localesOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "locales-"));
  folders.push(folder);
  for (const [path, yaml] of Object.entries(files)) {
    mkdirSync(join(folder, path.split("/")[0]!), { recursive: true });
    writeFileSync(join(folder, `${path}.yaml`), yaml);
  }
  return folder;
}

describe("texts", () => {
  it("gives a sentence by file and key, in the reader's language, Vietnamese when it is missing there", () => {
    const texts = loadTexts(localesOf({ "vi/common": 'hello: "Chào bạn"\nbye: "Tạm biệt"', "en/common": 'hello: "Hello"' }));
    expect(texts.text("common:hello", {}, "en")).toBe("Hello");
    expect(texts.text("common:bye", {}, "en")).toBe("Tạm biệt");
    expect(texts.text("common:hello", {}, "fr")).toBe("Chào bạn");
    expect(texts.text("common:nothing", {}, "vi")).toBeUndefined();
    expect(texts.text("nowhere:hello", {}, "vi")).toBeUndefined();
    expect(texts.source("common:bye", "en")).toBeUndefined();
    expect(texts.keys("vi")).toEqual(["common:hello", "common:bye"]);
  });

  it("never reads what a person wrote as a message of its own", () => {
    const texts = loadTexts(localesOf({ "vi/common": 'say: "Bạn viết: {text}"' }));
    for (const typed of ["{text}", "{0}", "{a, plural, other {#}}", "$t(common:say)", "{{text}}", "<b>'{'</b>", "%s \\u0041"]) {
      expect(texts.text("common:say", { text: typed }, "vi")).toBe(`Bạn viết: ${typed}`);
    }
  });

  it("lets a parameter have any name, those of i18next's options too", () => {
    const texts = loadTexts(localesOf({ "vi/common": 'all: "{count} {context} {lng} {ns} {defaultValue} {replace}"', "en/common": 'all: "x"' }));
    expect(texts.text("common:all", { count: 1, context: "c", lng: "en", ns: "n", defaultValue: "d", replace: "r" }, "vi")).toBe("1 c en n d r");
  });

  it("writes dates and times as Vietnamese do, in Việt Nam's time, from epoch milliseconds or ISO text", () => {
    const texts = loadTexts(localesOf({ "vi/common": 'when: "{at, time, short}, {at, date, day}; {at, date, short}"', "en/common": 'when: "{at, time, short}, {at, date, day}; {at, date, short}"' }));
    const expected = "00:30, Chủ Nhật, 1/3/2026; 01/03/2026";
    expect(texts.text("common:when", { at: Date.UTC(2026, 1, 28, 17, 30) }, "vi")).toBe(expected);
    expect(texts.text("common:when", { at: "2026-02-28T17:30:00.000Z" }, "vi")).toBe(expected);
    expect(texts.text("common:when", { at: Date.UTC(2026, 1, 28, 17, 30) }, "en")).toBe("00:30, Sunday, 01/03/2026; 01/03/2026");
    expect(texts.text("common:when", { at: "tomorrow" }, "vi")).toBeUndefined();
  });

  it("leaves a gap for a missing value and a whole phrase out where `none` says so", () => {
    const texts = loadTexts(localesOf({ "vi/common": 'a: "Chào {name}!"\nb: "{place, select, none {} other {ở {place}}}."\nc: "{n, plural, =0 {không} other {# người}}"\nd: "{state, select, in_progress {đang làm} other {khác}}"' }));
    expect(texts.text("common:a", {}, "vi")).toBe("Chào !");
    expect(texts.text("common:b", { place: null }, "vi")).toBe(".");
    expect(texts.text("common:b", { place: "A-B" }, "vi")).toBe("ở A-B.");
    expect(texts.text("common:c", { n: 0 }, "vi")).toBe("không");
    expect(texts.text("common:c", { n: 12 }, "vi")).toBe("12 người");
    expect(texts.text("common:d", { state: "in-progress" }, "vi")).toBe("đang làm");
  });

  it("lets every sentence use the commune's names, which an installation may change", () => {
    const folder = localesOf({ "vi/commune": 'communeName: "Đoàn xã Mẫu"', "vi/common": 'from: "{communeName} chào {name}"\nplain: "Của {communeName}"' });
    expect(loadTexts(folder).text("common:from", { name: "Lan" }, "vi")).toBe("Đoàn xã Mẫu chào Lan");
    expect(loadTexts(folder).params("common:from", "vi")).toEqual(["name"]);
    expect(loadTexts(folder, { commune: { communeName: "Đoàn xã Khác" } }).text("common:plain", {}, "vi")).toBe("Của Đoàn xã Khác");
  });

  it("stops at the start on a mistake, naming file and key", () => {
    expect(() => loadTexts(localesOf({ "vi/common": 'bad: "{name"' }))).toThrow(/vi: common:bad is not a valid message/);
    expect(() => loadTexts(localesOf({ "vi/common": "bad: [1]" }))).toThrow(/vi\/common\.yaml: bad must be a text/);
    expect(() => loadTexts(localesOf({ "vi/common": "yes: no\nnumber: 3" }))).toThrow(/number must be a text/);
    expect(() => loadTexts(localesOf({ "vi/words": "stop: dừng" }))).toThrow(/stop must be a list of words/);
  });

  it("gives composed characters even for decomposed files and values", () => {
    const texts = loadTexts(localesOf({ "vi/common": 'hello: "Chào {name}"'.normalize("NFD") }));
    expect(texts.text("common:hello", { name: "Hoà".normalize("NFD") }, "vi")).toBe("Chào Hoà".normalize("NFC"));
  });

  it("is quick: under 10 µs for a sentence without parameters", () => {
    const texts = loadTexts(localesFolder);
    const started = performance.now();
    for (let round = 0; round < 20_000; round++) texts.text("menu:main", {}, "vi");
    expect(((performance.now() - started) / 20_000) * 1000).toBeLessThan(10);
  });
});

describe("the project's sentences", () => {
  const texts = loadTexts(localesFolder);
  const sentences = (locale: string): [string, string][] => texts.keys(locale).map((key) => [key, texts.source(key, locale)!]);

  it("exist in both languages", () => {
    expect(texts.keys("en").toSorted()).toEqual(texts.keys("vi").toSorted());
    expect(texts.keys("vi").length).toBeGreaterThan(250);
  });

  it("are there for every key the code names", () => {
    const source = new URL("../../src", import.meta.url).pathname;
    const code = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file)).map((file) => readFileSync(join(source, file), "utf8").replace(/^\s*(\/\/|\/?\*).*$/gm, ""));
    const files = new Set(texts.keys("vi").map((key) => key.split(":")[0]!));
    const named = code.flatMap((text) => [...text.matchAll(/"([a-z][a-z-]*):([a-z][a-z0-9-]*)"/g)]).filter((found) => files.has(found[1]!)).map((found) => `${found[1]}:${found[2]}`);
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named)].filter((key) => !texts.keys("vi").includes(key))).toEqual([]);
  });

  it("want the same values in both languages", () => {
    const different = texts.keys("vi").filter((key) => texts.params(key, "vi").toSorted().join() !== texts.params(key, "en").toSorted().join());
    expect(different).toEqual([]);
  });

  it("name a style for every date, so that the zone is ours and not the machine's", () => {
    const styles = ["day", "short"];
    for (const locale of ["vi", "en"]) for (const [key, text] of sentences(locale)) {
      const loose = messageArguments(text, locale).filter((one) => one.uses.has("date") && one.styles.some((style) => !styles.includes(style)));
      expect(loose, key).toEqual([]);
    }
  });

  it("fit on buttons: at most 20 characters where a flow shows them as a choice", () => {
    const labels = readProjectFlows().flatMap((flow) => flow.steps.flatMap((step) => kindOf(step).texts(step).filter((used) => used.label).map((used) => used.key)));
    const engineLabels = ["half-way-continue", "half-way-stop", "more", "back-page", "none-of-these", "skip"].map((name) => `common:${name}`);
    for (const locale of ["vi", "en"]) {
      const long = [...new Set([...labels, ...engineLabels])].map((key) => texts.text(key, {}, locale) ?? `${key} is missing`).filter((label) => label.length > 20);
      expect(long).toEqual([]);
    }
  });

  it("are written out in Vietnamese: no chat spellings", () => {
    const table = JSON.parse(readFileSync(new URL("../../src/lib/vietnamese/data/teencode.vi.json", import.meta.url), "utf8")) as { from: string }[];
    const chat = new Set(table.map((entry) => entry.from));
    const found = sentences("vi").flatMap(([key, text]) => {
      // What stands between « » is quoted; CLB and UBND in capitals are proper.
      const words = text.replace(/\{\w+(, \w+)*,?|«[^»]*»/g, " ").match(/[\p{L}\d]+/gu) ?? [];
      return words.filter((word) => chat.has(word)).map((word) => `${key}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  it("carry at most one emoji each", () => {
    const loud = ["vi", "en"].flatMap(sentences).filter(([, text]) => (text.match(/\p{Extended_Pictographic}/gu) ?? []).length > 1);
    expect(loud).toEqual([]);
  });

  it("have lists of global words in both languages, none of them in two lists", () => {
    const lists = ["menu", "cancel", "back", "person", "stop", "start", "language", "help"];
    const owner = new Map<string, string>();
    for (const locale of ["vi", "en"]) for (const list of lists) {
      expect(texts.words(list, locale).length, `${locale} ${list}`).toBeGreaterThan(1);
      for (const word of texts.words(list, locale)) {
        expect(owner.get(word) ?? list, word).toBe(list);
        owner.set(word, list);
      }
    }
  });
});
