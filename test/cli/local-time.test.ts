import { describe, expect, it } from "vitest";
import { localTime } from "../../src/lib/local-time.ts";

describe("a wall-clock time in a zone", () => {
  it.each([
    ["2026-12-20T08:00", "Asia/Ho_Chi_Minh", "2026-12-20T01:00:00.000Z"],
    ["2026-12-20 08:00:30", "Asia/Ho_Chi_Minh", "2026-12-20T01:00:30.000Z"],
    ["2027-01-01T00:30", "Asia/Ho_Chi_Minh", "2026-12-31T17:30:00.000Z"],
    ["2026-07-01T12:00", "Europe/Paris", "2026-07-01T10:00:00.000Z"],
    ["2026-10-25T04:00", "Europe/Paris", "2026-10-25T03:00:00.000Z"],
    ["2026-12-20T08:00Z", "Asia/Ho_Chi_Minh", "2026-12-20T08:00:00.000Z"],
    ["2026-12-20T08:00+09:00", "Asia/Ho_Chi_Minh", "2026-12-19T23:00:00.000Z"],
  ])("%s in %s", (text, zone, expected) => expect(new Date(localTime(text, zone)!).toISOString()).toBe(expected));

  it.each(["", "tomorrow", "20/12/2026 08:00", "2026-12-20", "2026-13-20T08:00", "2026-12-20T25:00", "2027-02-31T08:00", "2027-02-29T08:00Z"])("%j is none", (text) => expect(localTime(text, "Asia/Ho_Chi_Minh")).toBeUndefined());
});
