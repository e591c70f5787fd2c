import { describe, expect, it } from "vitest";
import { seriesDays } from "../../src/activities/index.ts";

describe("the days of a series", () => {
  it.each([
    ["every Wednesday", { every: "week", weekday: 3 }, "2026-11-01", "2026-11-30", ["2026-11-04", "2026-11-11", "2026-11-18", "2026-11-25"]],
    ["the second Saturday", { every: "month", nth: 2, weekday: 6 }, "2026-11-01", "2027-01-31", ["2026-11-14", "2026-12-12", "2027-01-09"]],
    ["the last Sunday", { every: "month", nth: -1, weekday: 0 }, "2026-11-01", "2026-12-31", ["2026-11-29", "2026-12-27"]],
    ["a fifth Monday only where there is one", { every: "month", nth: 5, weekday: 1 }, "2026-11-01", "2027-01-31", ["2026-11-30"]],
    ["the 31st, or the last day", { every: "month", day: 31 }, "2026-11-01", "2027-03-01", ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]],
    ["26 March", { every: "year", month: 3, day: 26 }, "2026-01-01", "2027-12-31", ["2026-03-26", "2027-03-26"]],
    ["29 February, or the 28th", { every: "year", month: 2, day: 29 }, "2027-01-01", "2028-12-31", ["2027-02-28", "2028-02-29"]],
    // Tết: 17 February 2026, 6 February 2027; mid-autumn: 25 September 2026.
    ["the first of the lunar year", { every: "lunar-year", month: 1, day: 1 }, "2026-01-01", "2027-12-31", ["2026-02-17", "2027-02-06"]],
    ["mid-autumn", { every: "lunar-year", month: 8, day: 15 }, "2026-01-01", "2026-12-31", ["2026-09-25"]],
    ["the fifteenth of each lunar month", { every: "lunar-month", day: 15 }, "2026-02-17", "2026-04-30", ["2026-03-03", "2026-04-02"]],
  ] as const)("%s", (_name, rule, from, to, days) => {
    expect(seriesDays(rule, from, to)).toEqual(days);
  });

  it("has one day in every lunar month also for the thirtieth", () => {
    expect(seriesDays({ every: "lunar-month", day: 30 }, "2026-02-17", "2027-02-05")).toHaveLength(12);
  });
});
