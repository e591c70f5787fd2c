import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { clubKinds } from "../../src/clubs/index.ts";
import { questionTopics } from "../../src/questions/index.ts";
import { saturdayMorning } from "../../src/sample/index.ts";

type Row = Record<string, unknown>;
const read = <Data = Row[]>(name: string): Data => parse(readFileSync(new URL(`../../src/sample/${name}.yaml`, import.meta.url), "utf8")) as Data;
const clubs = read("clubs");
const says = (row: Row): string => JSON.stringify(row).toLocaleLowerCase("vi");

/** No empty field, and every text in the form all comparisons expect. */
function expectFilled(rows: Row[], fields: string[]): void {
  for (const row of rows) for (const field of fields) expect(row[field], `${String(row._id)}.${field}`).toSatisfy((text) => typeof text === "string" && text.trim() !== "" && text.normalize("NFC") === text);
}

describe("the sample's data", () => {
  it("has six branches whose old villages are found, each under one branch only", () => {
    const units = read<{ _id: string; name: string; aliases: string[] }[]>("units");
    expectFilled(units, ["_id", "name", "label"]);
    const aliases = units.flatMap((one) => one.aliases);
    expect(units).toHaveLength(6);
    expect(aliases).toContain("thôn Hợp Nhất");
    expect(new Set(aliases).size).toBe(aliases.length);
  });

  it("has eight clubs with all that people ask about, of every kind", () => {
    expect(clubs).toHaveLength(8);
    expectFilled(clubs, ["_id", "name", "label", "kind", "leader", "schedule", "place", "description"]);
    expect(new Set(clubs.map((one) => one.kind))).toEqual(new Set(clubKinds));
    expect(clubs.map((one) => one.name)).toContain("CLB Tình nguyện xanh");
  });

  it.each(["bóng đá", "bóng chuyền", "cầu lông", "văn nghệ", "hiến máu", "khởi nghiệp", "làng nghề", "ở trọ"])("has a club for %s", (words) => {
    expect(clubs.filter((one) => says(one).includes(words))).not.toEqual([]);
  });

  it("has no personal data: no phone number, no mail address", () => {
    for (const name of ["units", "clubs", "dialogue", "questions"]) {
      const text = JSON.stringify(read(name));
      expect(text).not.toMatch(/(\+84|\b0)[\d .]{8,}\d/);
      expect(text).not.toContain("@");
    }
  });

  it("has one dialogue about startups and loans for fifty", () => {
    expect(read<Row>("dialogue")).toMatchObject({ capacity: 50, theme: expect.stringMatching(/khởi nghiệp.*lãi suất thấp/) });
  });

  it("has five or six answered questions on topics there are", () => {
    const questions = read("questions");
    expectFilled(questions, ["_id", "topic", "label", "text", "answer"]);
    expect(questions.length).toBeGreaterThanOrEqual(5);
    expect(questions.map((one) => one.topic).filter((topic) => !questionTopics().includes(topic as never))).toEqual([]);
  });
});

describe("the dialogue's date", () => {
  it.each([
    ["2026-12-10T02:00:00Z", "2027-01-02T08:00:00+07:00"],
    ["2026-12-31T16:59:59Z", "2027-01-23T08:00:00+07:00"],
    ["2026-12-31T17:00:00Z", "2027-01-23T08:00:00+07:00"],
    // 18 days ahead is Saturday there, though still Friday in UTC.
    ["2026-12-14T17:00:00Z", "2027-01-02T08:00:00+07:00"],
    ["2026-12-15T17:00:00Z", "2027-01-09T08:00:00+07:00"],
  ])("is, seen from %s, %s", (from, at) => {
    expect(new Date(saturdayMorning(Date.parse(from))).toISOString()).toBe(new Date(at).toISOString());
  });
});
