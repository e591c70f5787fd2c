import { expect, it } from "vitest";
import { changedProfile } from "../../src/members/index.ts";

const before = { name: "Lan", branch: "thon-dong", ageBand: "18-30" } as const;

it.each<[string, Parameters<typeof changedProfile>[1], object]>([
  ["changes what is given", { name: "Mai" }, { ...before, name: "Mai" }],
  ["keeps the rest when nothing makes sense", { name: "  ", branch: null, village: 7, ageBand: "old" }, before],
  ["puts a village in the place of a branch", { village: "thôn Lạ" }, { name: "Lan", village: "thôn Lạ", ageBand: "18-30" }],
  ["keeps both when both are told", { branch: "thon-tay", village: "xóm Đình" }, { ...before, branch: "thon-tay", village: "xóm Đình" }],
  ["makes one line of a name, without what cannot be seen", { name: " Mai\n\u200bAnh\u0000 " }, { ...before, name: "Mai Anh" }],
  ["composes letters", { name: "Hòa".normalize("NFD") }, { ...before, name: "Hòa".normalize("NFC") }],
  ["cuts by whole characters", { name: "🙂".repeat(70) }, { ...before, name: "🙂".repeat(60) }],
])("%s", (_case, given, after) => expect(changedProfile(before, given)).toEqual(after));
