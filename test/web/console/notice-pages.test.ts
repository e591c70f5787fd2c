import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { saveSettings, type AudienceQuery, type Broadcast } from "../../../src/broadcasts/index.ts";
import { previewBroadcast } from "../../../src/jobs/plan-broadcast.ts";
import { createDraft, noticePlan, noticeStanding, OfficeError, readNotice, saveAudience, type Desk } from "../../../src/office/index.ts";
import { wallClock } from "../../../src/lib/local-time.ts";
import { rateOf, watched } from "../../../src/office/broadcasts/sending-rate.ts";
import { resetFixtures } from "../../kit/console/office-fixtures.ts";
import type { ConsoleBrowser } from "../../kit/console/console-browser.ts";
import { grantsOfRoles, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";

/** A secretary's pages of notices, against real stores and without a browser's pictures. */
let world: ConsoleWorld;
let browser: ConsoleBrowser;
let desk: Desk;
const hoa = "telegram:bot:hoa";
const words = "Thứ Bảy mình dọn đường thôn";

beforeAll(async () => {
  world = await startConsoleWorld();
  await resetFixtures(world);
  await world.chats("hoa", { profile: { name: "Hoa", branch: "thon-b1" } });
  await world.chats("minh", { profile: { name: "Minh", branch: "thon-a1", ageBand: "18-30" } });
  await world.rooms.people.people.updateOne({ _id: "p-a1" }, { $set: { tags: ["tình nguyện"], name: "Lan a1", sortKey: "lan", keys: ["lan", "lan a1"] } });
  const member = await world.staff("commune-secretary", grantsOfRoles["commune-secretary"]!);
  await world.office.staff.members.updateOne({ _id: member._id }, { $set: { contact: hoa } });
  desk = (await world.desks.deskOf(hoa, Date.now()))!;
  browser = await world.browse("commune-secretary");
}, 60_000);
afterAll(() => world.stop());
beforeEach(async () => {
  await world.rooms.broadcasts.broadcasts.deleteMany({ _id: /^notice-/ } as never);
  await world.rooms.broadcasts.audiences.deleteMany({ _id: { $not: /^au-[ab]\d$/ } } as never);
});
vi.setConfig({ testTimeout: 30_000 });

const draft = (audience: AudienceQuery, more: object = {}): Promise<Broadcast> => createDraft(desk, { purpose: "news", texts: { vi: words }, audience, ...more });
const read = async (id: string): Promise<Broadcast> => (await world.rooms.broadcasts.broadcasts.findById(id).lean<Broadcast>())!;
const refused = async (act: Promise<unknown>): Promise<unknown> => act.then(() => "done", (error: unknown) => (error instanceof OfficeError ? error.fields : String(error)));

/** The form of a page as a browser would send it back, with some of it changed. */
async function sent(path: string, changes: Record<string, string | string[]> = {}, by = browser): Promise<Record<string, string | string[]>> {
  const { html } = await by.get(path);
  const form = /<form method="post" action="\/console\/broadcasts[^"]*">([\s\S]*?)<\/form>/.exec(html)![1]!;
  const fields: Record<string, string[]> = {};
  const add = (name: string | undefined, value: string): void => void (name && name !== "_csrf" && (fields[name] ??= []).push(value));
  const plain = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string): string | undefined => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
    if (attribute("type") !== "checkbox" || /\schecked/.test(tag)) add(attribute("name"), plain(attribute("value") ?? ""));
  }
  for (const [, name, text] of form.matchAll(/<textarea[^>]*\sname="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g)) add(name, plain(text!));
  for (const [, name, options] of form.matchAll(/<select[^>]*\sname="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) add(name, /<option[^>]*selected[^>]*value="([^"]*)"|<option[^>]*value="([^"]*)"[^>]*selected/.exec(options!)?.slice(1).find((one) => one !== undefined) ?? /value="([^"]*)"/.exec(options!)?.[1] ?? "");
  return { ...fields, ...changes };
}

/** Counts as the queue's job would. */
async function counted(id: string): Promise<Broadcast> {
  await previewBroadcast(id, (await read(id)).preview!.id, { broadcasts: world.rooms.broadcasts, audience: world.office.notices.audience, accounts: world.office.notices.accounts, noted: { park: async () => {} }, budgetLeft: async () => 0, callsOn: async () => () => 1, rules: world.office.notices.rules, hold: async () => {}, moved: async () => {}, now: Date.now });
  return read(id);
}

describe("the form of a notice", () => {
  const beyond: AudienceQuery = {
    units: ["xa-a", "thon-a1"], topics: ["khac"], questions: ["CH-A1"], contacts: ["telegram:page-a1:lan"], activities: [{ id: "hd-a1", who: "registered", before: 5 }, { id: "hd-a2", who: "registered" }], dialogues: [{ id: "dt-a1", who: "waiting" }],
    except: { roles: ["committee"], ageBands: ["under-16"], tags: ["đi xa"], channels: ["zalo"], contacts: ["telegram:page-a2:lan"] },
  };

  it("sends back what it does not show: nothing is dropped unless somebody drops it", async () => {
    const more = { fallbacks: { branch: "chi đoàn mình", unit: "xã nhà" }, buttons: [{ flow: "menu", label: "Một" }, { flow: "activities", label: "Hai", value: "hd-a1" }, { flow: "join-union", label: "Ba" }], repeat: { every: "week", until: Date.now() + 9e9 } };
    const { _id: id, audience, content, repeat } = await draft(beyond, more);
    const { status } = await browser.post(`/console/broadcasts/${id}`, await sent(`/console/broadcasts/${id}/edit`, { vi: `${words}.` }), { from: `/console/broadcasts/${id}/edit` });
    expect(status).toBe(303);
    const after = await read(id);
    const sorted = (query: AudienceQuery) => JSON.stringify(query, (_key, value: unknown) => (Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).sort()) : value));
    expect(sorted(after.audience)).toBe(sorted(audience));
    expect(after.content).toEqual({ ...content, texts: { vi: `${words}.` } });
    expect(after.repeat).toEqual(repeat);

    const { html } = await browser.get(`/console/broadcasts/${id}/edit`);
    expect(html).toMatch(/1 người được chọn[\s\S]*Bỏ điều kiện này/);
    await browser.post(`/console/broadcasts/${id}`, await sent(`/console/broadcasts/${id}/edit`, { drop: ["contacts", "except.tags"] }), { from: `/console/broadcasts/${id}/edit` });
    const { contacts, except } = (await read(id)).audience;
    expect([contacts, except!.tags, except!.contacts]).toEqual([undefined, undefined, ["telegram:page-a2:lan"]]);
  });

  it("keeps what a saved audience asks beyond the ticks, and refuses when it is gone", async () => {
    const saved = await saveAudience(desk, { name: "Bạn được chọn", query: { units: ["thon-a1"], contacts: ["telegram:page-a1:lan"] } });
    const form = await sent(`/console/broadcasts/new?audience=${saved._id}`, { vi: words });
    const { to } = await browser.post("/console/broadcasts", form, { from: "/console/broadcasts/new" });
    expect((await read(to!.split("/").at(-1)!)).audience).toMatchObject({ units: ["thon-a1"], contacts: ["telegram:page-a1:lan"] });
    await world.rooms.broadcasts.audiences.deleteOne({ _id: saved._id });
    expect((await browser.post("/console/broadcasts", form, { from: "/console/broadcasts/new" })).status).toBe(409);
    expect(await world.rooms.broadcasts.broadcasts.countDocuments({ _id: /^notice-/ } as never)).toBe(1);
  });

  it("offers what people asked, tags that exist and more to leave out; who came to a dialogue is refused", async () => {
    const { html } = await browser.get("/console/broadcasts/new");
    for (const field of ['name="tags" value="tình nguyện"', 'name="questions" value="CH-A1"', 'name="topics"', 'name="exceptRoles"', 'name="exceptAgeBands"', 'name="exceptTags"', 'name="exceptChannels"', 'name="exceptWho"']) expect(html).toContain(field);
    expect(html).not.toContain("CH-B1");
    expect(await refused(draft({ dialogues: [{ id: "dt-a1", who: "attended" }] }))).toEqual({ "audience.dialogues.0.who": "attended-unknown" });
    const answer = await browser.post("/console/broadcasts", { vi: words, purpose: "news", gatherings: "dialogue:dt-a1", who: "attended" }, { from: "/console/broadcasts/new" });
    expect([answer.status, /Không ai ghi lại người đã đến đối thoại/.test(answer.html)]).toEqual([422, true]);
  });

  it("has buttons about what is ticked, and none that open nothing", async () => {
    const form = { vi: words, purpose: "activities", gatherings: "activity:hd-a1", who: "registered", button0Flow: "remind-me", button0Value: "", button0Label: "", button2Flow: "join-club", button2Value: "clb-a2", button2Label: "Vào nhé" };
    const { to } = await browser.post("/console/broadcasts", form, { from: "/console/broadcasts/new" });
    expect((await read(to!.split("/").at(-1)!)).content.buttons).toEqual([{ flow: "remind-me", value: "hd-a1", label: "Nhắc mình" }, { flow: "join-club", value: "clb-a2", label: "Vào nhé" }]);
    const wrong = await browser.post("/console/broadcasts", { ...form, gatherings: "", everyone: "1" }, { from: "/console/broadcasts/new" });
    expect([wrong.status, /Hãy chọn nút này về/.test(wrong.html)]).toEqual([422, true]);
    const button = (flow: string, value?: string) => refused(draft({ everyone: true }, { buttons: [{ flow, label: "Nút", ...(value ? { value } : {}) }] }));
    expect(await button("no-such-flow")).toEqual({ "buttons.0.flow": "button-flow-unknown" });
    expect(await button("remind-me")).toEqual({ "buttons.0.value": "button-value-missing" });
    for (const [flow, value] of [["remind-me", "hd-b1"], ["register-dialogue", "hd-a1"], ["menu", "hd-a1"]]) expect(await button(flow!, value)).toEqual({ "buttons.0.value": "button-value-unknown" });
    expect(await button("ask-question", "union")).toBe("done");
  });

  it("begins from an activity with words, whom to invite and the button to register", async () => {
    const form = await sent("/console/broadcasts/new?activity=hd-a1");
    expect(form).toMatchObject({ purpose: ["activities"], clubs: ["clb-a1"], exceptGatherings: ["activity:hd-a1"], button0Flow: ["activities"], button0Value: ["hd-a1"], button1Flow: ["remind-me"] });
    expect(form["vi"]![0]).toMatch(/^Mời \{name\} tham gia «Hoạt động a1»/);
    expect(await sent("/console/broadcasts/new?dialogue=dt-a1&to=waiting")).toMatchObject({ purpose: ["dialogues"], gatherings: ["dialogue:dt-a1"], who: ["waiting"] });
    expect((await browser.get("/console/broadcasts/new?activity=hd-b1")).status).toBe(404);
  });

  it("repeats by the weekday of the month or the moon, until a day", async () => {
    const form = { vi: words, purpose: "news", everyone: "1", at: "2030-06-08T08:00", until: "2030-12-31" };
    const repeats: Record<string, unknown> = {};
    for (const repeat of ["month-nth", "month-last", "lunar-month"]) {
      const { to } = await browser.post("/console/broadcasts", { ...form, repeat }, { from: "/console/broadcasts/new" });
      repeats[repeat] = (await read(to!.split("/").at(-1)!)).repeat;
    }
    const until = Date.parse("2030-12-31T23:59:00+07:00");
    expect(repeats).toEqual({ "month-nth": { every: "month", weekday: 6, nth: 2, until }, "month-last": { every: "month", weekday: 6, nth: -1, until }, "lunar-month": { every: "lunar-month", day: 8, until } });
  });

  it("writes one draft, whatever is wrong with the audience's name", async () => {
    const drafts = () => world.rooms.broadcasts.broadcasts.countDocuments({ _id: /^notice-/ } as never);
    const form = { vi: words, purpose: "news", everyone: "1", saveAs: "x" };
    expect((await browser.post("/console/broadcasts", form, { from: "/console/broadcasts/new" })).status).toBe(422);
    expect(await drafts()).toBe(0);
    await world.rooms.broadcasts.audiences.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: `au-full-${i}`, commune: "xa-a", name: `Nhóm ${i}`, query: { everyone: true }, by: "t", createdAt: 1 })) as never);
    const full = await browser.post("/console/broadcasts", { ...form, saveAs: "Cả xã" }, { from: "/console/broadcasts/new", follow: true });
    expect([full.status, await drafts(), /chưa lưu nhóm người nhận/.test(full.html)]).toEqual([200, 1, true]);
  });

  it("opens the times where one of them is wrong", async () => {
    const { html } = await browser.post("/console/broadcasts", { vi: words, purpose: "news", everyone: "1", expiresAt: "2020-01-01T08:00" }, { from: "/console/broadcasts/new" });
    expect(html).toMatch(/<details open[^>]*><summary>Hẹn giờ/);
  });
});

describe("in whose name a notice goes", () => {
  const audiences = async () => (await world.rooms.broadcasts.audiences.find({ name: /^Nhóm riêng/ } as never).sort({ name: 1 }).lean()).map(({ name, commune, branch, club, query }) => ({ name, commune, branch, club, query }));
  const compose = async (by: ConsoleBrowser, form: Record<string, string | string[]>) => by.post("/console/broadcasts", { vi: words, purpose: "news", everyone: "1", ...form }, { from: "/console/broadcasts/new" });
  const written = async (to: string | undefined): Promise<Broadcast> => read(to!.split("/").at(-1)!);
  const offered = (html: string) => [.../<select[^>]*\sname="place"[^>]*>([\s\S]*?)<\/select>/.exec(html)?.[1]!.matchAll(/<option value(?:="([^"]*)")?[^>]*>([^<]*)/g) ?? []].map(([, value = "", label]) => [value, label]);
  let several: ConsoleBrowser;
  beforeAll(async () => {
    await world.staff("several", [{ role: "branch-secretary", unit: "thon-a1" }, { role: "club-leader", unit: "xa-a", club: "clb-a2" }, { role: "club-leader", unit: "xa-a", club: "clb-a1" }]);
    several = await world.browse("several");
  });

  it("is asked nobody who has one place only; their notices and audiences are of it", async () => {
    await world.staff("leader", [{ role: "club-leader", unit: "xa-a", club: "clb-a1" }]);
    const leader = await world.browse("leader");
    for (const [by, place] of [[leader, "club:clb-a1"], [browser, "commune:xa-a"]] as const) {
      const { html } = await by.get("/console/broadcasts/new");
      expect([offered(html), html.includes(`name="place" value="${place}"`)]).toEqual([[], true]);
    }
    const { to } = await compose(leader, await sent("/console/broadcasts/new", { vi: words, everyone: "1", saveAs: "Nhóm riêng" }, leader));
    expect(await written(to)).toMatchObject({ commune: "xa-a", club: "clb-a1", audience: { clubs: ["clb-a1"] } });
    expect(await audiences()).toEqual([{ name: "Nhóm riêng", commune: "xa-a", club: "clb-a1", query: { clubs: ["clb-a1"] } }]);
    expect((await leader.get(to!)).html).not.toContain("Gửi thay mặt");
  });

  it("is chosen by whoever has several, for the notice and the audience saved with it, and stays with both", async () => {
    expect(offered((await several.get("/console/broadcasts/new")).html)).toEqual([["branch:thon-a1", "thon-a1"], ["club:clb-a1", "CLB a1"], ["club:clb-a2", "CLB a2"]]);
    const { to } = await compose(several, { place: "club:clb-a2", saveAs: "Nhóm riêng 1" });
    expect(await written(to)).toMatchObject({ commune: "xa-a", club: "clb-a2", audience: { clubs: ["clb-a2"] } });
    expect(await written(to)).not.toHaveProperty("branch");
    expect((await several.get(to!)).html).toMatch(/Gửi thay mặt<\/dt><dd>CLB a2/);
    expect(await written((await compose(several, { place: "branch:thon-a1" })).to)).toMatchObject({ commune: "xa-a", branch: "thon-a1", audience: { units: ["thon-a1"] } });

    const edit = await several.get(`${to}/edit`);
    expect([offered(edit.html), /Gửi thay mặt: CLB a2/.test(edit.html)]).toEqual([[], true]);
    // A form made up elsewhere moves nothing either.
    await several.post(to!, await sent(`${to}/edit`, { vi: `${words}.`, saveAs: "Nhóm riêng 2", place: "branch:thon-a1" }, several), { from: `${to}/edit` });
    expect(await written(to)).toMatchObject({ club: "clb-a2", content: { texts: { vi: `${words}.` } }, audience: { clubs: ["clb-a2"] } });
    expect(await audiences()).toEqual(["Nhóm riêng 1", "Nhóm riêng 2"].map((name) => ({ name, commune: "xa-a", club: "clb-a2", query: { clubs: ["clb-a2"] } })));
  });

  it("is that of the saved audience or the activity it begins from; another one drops nothing the form does not show", async () => {
    await world.rooms.broadcasts.audiences.create({ _id: "au-own", commune: "xa-a", club: "clb-a2", name: "Nhóm riêng", query: { clubs: ["clb-a2"], contacts: ["telegram:bot:minh"] }, by: "t", createdAt: 1 } as never);
    const form = await sent("/console/broadcasts/new?audience=au-own", { vi: words }, several);
    expect(form).toMatchObject({ place: ["club:clb-a2"], from: ["au-own"] });
    expect(await written((await compose(several, { ...form, everyone: "" })).to)).toMatchObject({ club: "clb-a2", audience: { clubs: ["clb-a2"], contacts: ["telegram:bot:minh"] } });

    const before = await world.rooms.broadcasts.broadcasts.countDocuments({ _id: /^notice-/ } as never);
    const other = await compose(several, { ...form, everyone: "", place: "club:clb-a1" });
    expect([other.status, /<option value="club:clb-a1" selected/.test(other.html), /1 người được chọn/.test(other.html), other.html.includes("Có nhóm không thuộc đơn vị của bạn.")]).toEqual([422, true, true, true]);
    expect(await world.rooms.broadcasts.broadcasts.countDocuments({ _id: /^notice-/ } as never)).toBe(before);
    const branch = await compose(several, { ...form, everyone: "", place: "branch:thon-a1" });
    expect(await written(branch.to)).toMatchObject({ branch: "thon-a1", audience: { units: ["thon-a1"], clubs: ["clb-a2"], contacts: ["telegram:bot:minh"] } });

    expect(await sent("/console/broadcasts/new?activity=hd-a2", {}, several)).toMatchObject({ place: ["club:clb-a2"], clubs: ["clb-a2"] });
  });

  it("is refused beside the field where it is nobody's of theirs, and nothing is written", async () => {
    const drafts = () => world.rooms.broadcasts.broadcasts.countDocuments({ _id: /^notice-/ } as never);
    for (const [by, place] of [[several, "club:clb-b1"], [several, "branch:thon-a2"], [several, "commune:xa-a"], [several, "tinh"], [browser, "branch:thon-a1"], [browser, "club:clb-a1"], [browser, "commune:xa-b"]] as const) {
      const { status, html } = await compose(by, { place, saveAs: "Nhóm riêng" });
      expect([status, /<select[^>]*name="place"[^>]*aria-invalid/.test(html)], place).toEqual([422, true]);
    }
    expect([await drafts(), await audiences()]).toEqual([0, []]);
  });

  it("is all communes or one of them for the owner", async () => {
    await world.staff("owner", grantsOfRoles["owner"]!);
    const owner = await world.browse("owner");
    expect(offered((await owner.get("/console/broadcasts/new")).html)).toEqual([["", "Mọi xã"], ["commune:xa-a", "Đoàn xã A"], ["commune:xa-b", "Đoàn xã B"]]);
    expect(await written((await compose(owner, { place: "commune:xa-b" })).to)).toMatchObject({ commune: "xa-b" });
    expect(await written((await compose(owner, { place: "" })).to)).not.toHaveProperty("commune");
  });
});

describe("how far a notice is", () => {
  it("says until when it rests and when it is through, before and while it is sent; people out of reach are no pace", async () => {
    const [quietFrom, quietTo] = [-3_600_000, 3_600_000].map((ms) => wallClock(Date.now() + ms, "Asia/Ho_Chi_Minh").time) as [string, string];
    await saveSettings(world.rooms.broadcasts, "xa-a", { quietFrom, quietTo, holidays: false }, 0);
    const { _id: id } = await counted((await draft({ units: ["thon-a1"] }, { perMinute: 1 }))._id);
    expect((await browser.get(`/console/broadcasts/${id}`)).html).toContain(`Nghỉ đến ${quietTo}`);
    await world.rooms.broadcasts.chunks.create({ _id: `${id}|00000`, broadcast: id, people: ["telegram:bot:minh", "person:x", "telegram:bot:xa"], states: { 1: "n", 2: "f:channel-off" }, counts: { n: 1, f: 1 }, open: [], next: {}, back: [], pending: 1, revision: 1 } as never);
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { state: "sending", total: 3, startedAt: Date.now() - 1_000, plannedAt: Date.now() } });
    expect((await browser.get(`/console/broadcasts/${id}`)).html).toMatch(/Nghỉ đến [\d: /]+, xong khoảng/);
    const { perSecond, forecast } = await readNotice(desk, id);
    expect([perSecond, forecast!.finishesAt! - forecast!.restsUntil!]).toEqual([0, 120_000]);
    await world.rooms.broadcasts.settings.deleteMany({});
  });

  it("forgets the notices nobody looks at any more", () => {
    const later = Date.now() + 60_000;
    for (let i = 0; i < 50; i++) rateOf(`gone-${i}`, { at: later, sent: 0 });
    expect(rateOf("looked-at", { at: later + 60_000, sent: 10 })).toBeUndefined();
    expect(rateOf("looked-at", { at: later + 62_000, sent: 50 })).toBe(20);
    expect(watched()).toBe(1);
  });
});

describe("why somebody does not get a notice", () => {
  const plain = (html: string): string => html.replace(/<[^>]+>/g, " ").replaceAll("&quot;", '"').replace(/\s+/g, " ");
  const asked = async (id: string, name: string, page = "plan"): Promise<string> => plain(/<div id="rows">([\s\S]*?)<\/div>\s*<\/main>|<div id="rows">([\s\S]*)/.exec((await browser.get(`/console/broadcasts/${id}/${page}?q=${encodeURIComponent(name)}`)).html)![0]);

  it("is told of anybody of one's place, before and after it was sent, and of nobody beyond it", async () => {
    await world.rooms.people.people.updateOne({ _id: "p-a2" }, { $set: { contacts: [], name: "Tuấn a2", sortKey: "tuan", keys: ["tuan"] } });
    const { _id: id } = await draft({ units: ["xa-a"], ageBands: ["18-30"], except: { channels: ["zalo"], roles: ["youth"] } });
    expect(await asked(id, "Lan a1")).toContain("Không nằm trong nhóm nhận, vì không thuộc: 18–30 tuổi");
    const excepting = (await draft({ units: ["thon-a1"], except: { roles: ["member"] } }))._id;
    expect(await asked(excepting, "Lan")).toContain("Được trừ ra khỏi nhóm nhận: là đoàn viên");
    const all = (await draft({ units: ["xa-a"] }))._id;
    expect(await asked(all, "Lan")).toMatch(/Lan a1 \(thon-a1\) nhận ngay qua Telegram/);
    expect(await asked(all, "Minh")).toContain("nhận ngay qua Telegram");
    expect(await asked(all, "Tuấn")).toContain("chưa từng nhắn cho bot");
    expect(await asked((await draft({ units: ["xa-a"], seenWithinDays: 3 }))._id, "Tuấn")).toContain("không thuộc: có nhắn trong 3 ngày qua");
    expect(await asked(all, "Hoa")).toContain("Không tìm thấy ai");
    expect(await refused(noticeStanding(desk, all, { person: "p-b1" }))).toEqual({});
    expect(await refused(noticeStanding(desk, all, { contact: hoa }))).toEqual({});

    await world.rooms.broadcasts.chunks.create({ _id: `${all}|00000`, broadcast: all, people: ["telegram:bot:minh", "person:p-a2"], states: { 0: "f:blocked", 1: "n" }, counts: { f: 1, n: 1 }, open: [], next: {}, back: [], pending: 0, revision: 1 } as never);
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: all }, { $set: { state: "done", phase: "planned", total: 2 } });
    expect(await asked(all, "Lan", "people")).toContain("Lúc lập danh sách chưa nằm trong nhóm nhận");
    expect(await noticeStanding(desk, all, { contact: "telegram:bot:minh" })).toMatchObject({ kind: "row", state: "f:blocked", channel: "telegram" });
    expect(await asked(all, "minh", "people")).toContain("lỗi: bạn ấy chặn");
  });

  it("stands person by person before sending, page by page, with a list for the loudspeaker", async () => {
    const { _id: id } = await counted((await draft({ units: ["xa-a"] }))._id);
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const { rows, next } = await noticePlan(desk, id, { limit: 1, ...(after ? { after } : {}) });
      seen.push(...rows.map((row) => `${row.name} ${row.channel ?? ""} ${row.rule}`));
      if (!next) break;
      after = next;
    }
    expect(seen.toSorted()).toEqual(["Lan a1 telegram free", "Minh telegram free", "Tuấn a2  never-started"]);
    const { html } = await browser.get(`/console/broadcasts/${id}/unheard`);
    expect(plain(html)).toMatch(/Gửi đi thì 1 người chưa nhận được ngay.*thon-a2 \(1\) Tuấn a2 chưa từng nhắn cho bot/);
    expect(plain((await browser.get(`/console/broadcasts/${id}/plan`)).html)).toMatch(/Tuấn a2 chưa từng nhắn cho bot/);
    expect(await world.rooms.audit.entries.countDocuments({ act: "broadcast.rows", "subject.id": id } as never)).toBeGreaterThan(2);
  });

  it("counts all of the unheard, whoever stands on the first page, and those of whom nobody knows apart", async () => {
    const { _id: id } = await draft({ units: ["xa-a"] });
    for (let i = 0; i < 3; i++) {
      const people = Array.from({ length: 400 }, (_, at) => `telegram:bot:p${i}-${at}`);
      await world.rooms.broadcasts.chunks.create({ _id: `${id}|0000${i}`, broadcast: id, people, states: Object.fromEntries(people.map((_, at) => [at, at === 0 ? "u" : "x"])), counts: { u: 1, x: 399 }, open: [], next: {}, back: [], pending: 0, revision: 1 } as never);
    }
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { state: "done", phase: "planned", total: 1200 } });
    const { html } = await browser.get(`/console/broadcasts/${id}/unheard`);
    expect(plain(html)).toMatch(/1\.197 người chưa nghe.*Còn 3 người không rõ đã nhận chưa.*Không rõ đã nhận chưa \(3\)/);
    const next = /href="(\/console\/broadcasts\/[^"]+unheard\?after=[^"]+)"/.exec(html)![1]!;
    expect(plain((await browser.get(next)).html)).toMatch(/Chưa rõ chi đoàn \(200\)/);
    expect((await browser.get(`/console/broadcasts/${id}/unheard/export`)).headers.get("content-type")).toContain("spreadsheetml");
  });
});
