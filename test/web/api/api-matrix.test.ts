import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { apiRoutes } from "../../../src/web/api/api-routes.ts";
import { startApi, send, type ApiClient, type ApiWorld } from "../../kit/console/api-client.ts";
import { grantsOfRoles, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";
import { idOf, resetFixtures, stateOf, type PlaceKey } from "../../kit/console/office-fixtures.ts";

/** Every operation of the API × tokens of every role × own branch, own commune, another commune; letters as in the console's matrix. */
const letters: Record<string, string> = { owner: "O", "provincial-viewer": "P", "commune-secretary": "S", officer: "F", "branch-secretary": "B", "dialogue-organiser": "D", "club-leader": "L" };
const table: Record<string, string | readonly [kind: string, a1: string, a2: string, b1: string]> = {
  listPeople: "OSFB", createPerson: "OSFB",
  readPerson: ["person", "OSFB", "OSF", "O"], updatePerson: ["person", "OSFB", "OSF", "O"], deletePerson: ["person", "OS", "OS", "O"], setPersonStatus: ["person", "OSFB", "OSF", "O"], addTraining: ["person", "OSFB", "OSF", "O"],
  listDues: ["person", "OSFB", "OSF", "O"], recordDues: ["person", "OSFB", "OSF", "O"], readTimeline: ["person", "OSFB", "OSF", "O"],
  listUnits: "OPSFBD", createUnit: "OS", mergeUnits: "OS",
  readUnit: ["unit", "OPSFBD", "OPSFD", "OP"], renameUnit: ["unit", "OS", "OS", "O"], splitUnit: ["unit", "OS", "OS", "O"], dissolveUnit: ["unit", "OS", "OS", "O"], givePost: ["unit", "OS", "OS", "O"],
  listClubs: "OPSFBL", createClub: "OSF",
  readClub: ["club", "OPSFBL", "OPSFB", "OP"], updateClub: ["club", "OSF", "OSF", "O"], dissolveClub: ["club", "OSF", "OSF", "O"], listClubMembers: ["club", "OSFL", "OSF", "O"], listClubRequests: ["club", "OSFL", "OSF", "O"],
  answerClubRequest: ["club", "OSFL", "OSF", "O"], listClubActivities: ["club", "OPSFBL", "OPSFB", "OP"], addClubActivity: ["club", "OSFL", "OSF", "O"],
  listBroadcasts: "OSFBDL", createBroadcast: "OSFBDL", readBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], updateBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], deleteBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], countBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"],
  testBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], setBroadcastPicture: ["broadcast", "OSFBDL", "OSFD", "O"], removeBroadcastPicture: ["broadcast", "OSFBDL", "OSFD", "O"], skipBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], withdrawBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"],
  rehearseBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], sendBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], approveBroadcast: ["broadcast", "OS", "OS", "O"], sendBackBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], unscheduleBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"],
  pauseBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], resumeBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], endRepeat: ["broadcast", "OSFBDL", "OSFD", "O"], cancelBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], retryBroadcast: ["broadcast", "OSFBDL", "OSFD", "O"], listRecipients: ["broadcast", "OSFBDL", "OSFD", "O"], listPlan: ["broadcast", "OSFBDL", "OSFD", "O"], readStanding: ["broadcast", "OSFBDL", "OSFD", "O"], listReplies: ["broadcast", "OSFD", "OSFD", "O"],
  listAudiences: "OSFBDL", saveAudience: "OSFBDL", updateAudience: ["audience", "OSFD", "OSFD", "O"], deleteAudience: ["audience", "OSFD", "OSFD", "O"], readNoticeSettings: "OSFBDL", changeNoticeSettings: "OS",
  listActivities: "OPSFBDL", createActivity: "OSFBL", readActivity: ["activity", "OPSFBDL", "OPSFD", "OP"], updateActivity: ["activity", "OSFBL", "OSF", "O"], cancelActivity: ["activity", "OSFBL", "OSF", "O"], changeSeats: ["activity", "OSFBL", "OSF", "O"],
  listActivityPeople: ["activity", "OSFBL", "OSF", "O"], registerForActivity: ["activity", "OSFB", "OSF", "O"], takeOffActivity: ["activity", "OSFBL", "OSF", "O"], enterAttendance: ["activity", "OSFBL", "OSF", "O"], undoAttendance: ["activity", "OSFBL", "OSF", "O"], listCertificates: ["activity", "OSFBL", "OSF", "O"], readActivityFeedback: ["activity", "OSFBL", "OSF", "O"], listSeries: "OSFBL", createSeries: "OSFBL", updateSeries: ["series", "OSFB", "OSF", "O"], endSeries: ["series", "OSFB", "OSF", "O"],
  invitePartners: ["activity", "OSFBL", "OSF", "O"], removePartner: ["activity", "OSFBL", "OSF", "O"], listInvitations: "OSFBL", answerInvitation: ["activity", "OSFBL", "OSF", "O"],
  listCases: "OSFB", openCase: "OSFB", readCase: ["case", "OSFB", "OSF", "O"], advanceCase: ["case", "OSFB", "OSF", "O"],
  listDialogues: "OPSFBD", readDialogue: ["dialogue", "OPSFD", "OPSFD", "OP"],
  listQuestions: "OSFBD", readQuestion: ["question", "OSFD", "OSFD", "O"], answerQuestion: ["question", "OSFD", "OSFD", "O"],
  listDataRequests: "OSF", openDataRequest: "OS", closeDataRequest: ["request", "OS", "OS", "O"],
};

const bodyOf = (name: string, key: PlaceKey): unknown =>
  ({
    createPerson: { name: "Mới Thêm", branch: `thon-${key}` }, updatePerson: { note: "mới" }, setPersonStatus: { status: "deferred" }, addTraining: { kind: "training", name: "Lớp" }, recordDues: { months: ["2026-03"], amount: 2000 },
    createActivity: { title: "Dọn đường", kind: "volunteering", startsAt: Date.now() + 86_400_000 }, updateActivity: { place: "sân" }, cancelActivity: {}, changeSeats: { capacity: 9 }, registerForActivity: { person: `p-${key}` }, takeOffActivity: { contact: `telegram:page-${key}:lan` }, enterAttendance: { names: ["Minh"] }, undoAttendance: { row: `hd-${key}|name:lan` }, invitePartners: { units: ["xa-b"] }, removePartner: { unit: "xa-b" }, answerInvitation: { accept: false }, updateSeries: { place: "sân" }, endSeries: {}, createSeries: { title: "Sinh hoạt", kind: "meeting", rule: { every: "week", weekday: 3 }, at: "19:30", durationMs: 3_600_000, from: "2026-01-01", until: "2026-01-08" },
    createBroadcast: { purpose: "news", texts: { vi: "Chào cả nhà" }, audience: { everyone: true } }, updateBroadcast: { texts: { vi: "Chào" } }, sendBroadcast: {}, saveAudience: { name: "Mọi người", query: { everyone: true } }, updateAudience: { name: "Cả xã" }, changeNoticeSettings: { holidays: true },
    createUnit: { name: "Chi đoàn Mới", kind: "branch", parent: "xa-a" }, mergeUnits: { units: ["thon-a1", "thon-a2"], name: "Liên chi đoàn" }, renameUnit: { name: "Chi đoàn tên mới" }, splitUnit: { names: ["Một Hai", "Ba Bốn"] }, givePost: { person: `p-${key}`, title: "committee", from: "2026-01-01" },
    createClub: { name: "CLB Mới", kind: "sport" }, updateClub: { place: "sân" }, answerClubRequest: { contact: `telegram:page-${key}:lan`, accept: true }, addClubActivity: { on: "2026-03-01", title: "Đá giải" },
    openCase: { kind: "admission", branch: `thon-${key}`, data: { name: "Người Mới" } }, advanceCase: { to: "awareness" }, answerQuestion: { text: "Trả lời", public: false }, openDataRequest: { kind: "see", person: `p-${key}` }, closeDataRequest: { outcome: "done" },
  })[name];

let world: ConsoleWorld;
let api: ApiWorld;
const programs = new Map<string, ApiClient>();
beforeAll(async () => {
  world = await startConsoleWorld();
  api = await startApi(world);
  await resetFixtures(world);
  for (const [role, grants] of Object.entries(grantsOfRoles)) programs.set(role, await api.program(role === "club-leader" ? [{ role: "club-leader", unit: "xa-a", club: "clb-a1" }] : grants));
});
afterAll(async () => {
  await api.stop();
  await world.stop();
});
vi.setConfig({ testTimeout: 120_000 });

it("names every operation there is", () => {
  expect(Object.keys(table).sort()).toEqual(apiRoutes.map(({ name }) => name).sort());
});

it("answers nobody without a token, and does nothing beyond a token's own rights", async () => {
  const reader = await api.program(grantsOfRoles["owner"]!, ["people.read"]);
  for (const { method, path, name, right } of apiRoutes) {
    const address = path.replace(/:\w+/g, "x");
    for (const headers of [{}, { authorization: "Bearer cn_k000000000000_0000000000000000000000000000000000000000000" }, { authorization: "Basic eDp4" }]) expect((await send(api.url, method, address, method === "get" ? undefined : {}, headers as Record<string, string>)).status, name).toBe(401);
    const { status } = await reader.call(method, address, method === "get" || method === "delete" ? undefined : {});
    if (right !== "people.read") expect(status, name).toBe(403);
  }
});

it("shows the people of an activity, its minutes and the code of its door only to who runs it", async () => {
  await resetFixtures(world);
  await world.rooms.activities.activities.updateOne({ _id: "hd-a1" }, { $set: { minutes: "Lan phát biểu", photos: [{ media: "m", name: "anh.jpg", consent: "Mẹ của Lan", at: 1 }] } });
  for (const [role, runs] of [["commune-secretary", true], ["provincial-viewer", false], ["dialogue-organiser", false]] as const) {
    const one = await programs.get(role)!.call("get", "/activities/hd-a1");
    const all = await programs.get(role)!.call("get", "/activities?list=past");
    for (const body of [one.body, (all.body as unknown as { data: { id: string }[] }).data.find(({ id }) => id === "hd-a1") ?? one.body]) {
      expect(JSON.stringify(body).includes("Lan"), role).toBe(runs);
      expect("checkInCode" in (body as object), role).toBe(runs);
    }
  }
  // Who is asked to hold it too reads the same of it, before and after saying yes.
  const start = Date.now() + 3_600_000;
  await world.rooms.activities.activities.updateOne({ _id: "hd-b1" }, { $set: { state: "open", startsAt: start, endsAt: start + 3_600_000, partners: [{ unit: "xa-a", state: "invited", by: "s-lan", at: 1 }] } });
  const partner = programs.get("commune-secretary")!;
  const asked = (await partner.call("get", "/activity-invitations")).body as unknown as { data: object[] };
  for (const body of [asked.data[0], (await partner.call("post", "/activities/hd-b1/answer", { accept: true })).body, (await partner.call("get", "/activities/hd-b1")).body]) {
    expect(body).toMatchObject({ id: "hd-b1", partners: [{ unit: "xa-a" }] });
    expect(JSON.stringify(body)).not.toMatch(/checkInCode|minutes|createdBy|"by"/);
  }
});

describe.each(Object.keys(grantsOfRoles))("%s", (role) => {
  it("gets where the table says and nowhere else, and changes nothing where not", async () => {
    const found: string[] = [];
    // What has to be put back before the next look: all of it after an act without a place.
    let touched: PlaceKey | "all" | undefined = "all";
    const states = new Map<PlaceKey, string>();
    const refusals = new Map<PlaceKey, string[]>();
    const checkUnchanged = async (): Promise<void> => {
      for (const [key, names] of refusals) if ((await stateOf(world, key)) !== states.get(key)) found.push(`one of these changed something at ${key}: ${names.join(", ")}`);
      refusals.clear();
    };
    for (const { method, path, name } of apiRoutes) {
      const who = table[name]!;
      for (const [column, key] of (["a1", "a2", "b1"] as const).entries()) {
        if (typeof who === "string" && column > 0) break;
        const allowed = (typeof who === "string" ? who : who[column + 1]!).includes(letters[role]!);
        if (touched) {
          await resetFixtures(world, touched === "all" ? undefined : touched);
          states.clear();
        }
        if (!allowed && !states.has(key)) states.set(key, await stateOf(world, key));
        if (allowed && method !== "get") await checkUnchanged();
        const { status } = await programs.get(role)!.call(method, path.replace(":id", typeof who === "string" ? "none" : idOf(who[0], key)), bodyOf(name, key));
        touched = allowed && method !== "get" ? (typeof who === "string" ? "all" : key) : undefined;
        const refused = status === 403 || (typeof who !== "string" && status === 404);
        if (status >= 500 || refused === allowed) found.push(`${name} at ${key}: ${status}, ${allowed ? "should be let in" : "should be refused"}`);
        if (!allowed) refusals.set(key, [...(refusals.get(key) ?? []), name]);
      }
    }
    await checkUnchanged();
    expect(found).toEqual([]);
  });

  it("finds nothing of other communes in a list", async () => {
    await resetFixtures(world);
    for (const path of ["/people", "/units", "/clubs", "/cases", "/dialogues", "/questions", "/data-requests"]) {
      const { status, body } = await programs.get(role)!.call("get", path);
      if (status !== 200) continue;
      if (role === "owner" || role === "provincial-viewer") continue;
      expect(JSON.stringify(body), `${role} ${path}`).not.toMatch(/xa-b|thon-b1|(Người|CLB|Đơn|Câu hỏi|Đối thoại) b1/);
    }
  });
});
