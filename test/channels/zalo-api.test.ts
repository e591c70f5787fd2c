import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createZaloArticles } from "../../src/channels/zalo/articles.ts";
import { createZaloCaller } from "../../src/channels/zalo/caller.ts";
import { createZaloChannel, createZaloTemplateApi } from "../../src/channels/zalo/index.ts";
import { isNight } from "../../src/channels/zalo/quiet-hours.ts";
import { startZaloPlatform, type ZaloPlatform } from "../kit/platforms/zalo.ts";

let platform: ZaloPlatform;
beforeEach(async () => void (platform = await startZaloPlatform()));
afterEach(async () => {
  expect(platform.violations).toEqual([]);
  await platform.stop();
});

const accessToken = async () => platform.settings.token;
const channelOf = () => createZaloChannel({ ...platform.settings, apiUrl: platform.url, accessToken });

describe("questions to the OA API", () => {
  it("whose token it is", async () => {
    expect(await channelOf().probe!()).toEqual({ name: "Đoàn xã Mẫu", id: platform.settings.oaId, detail: "Growth, 321 followers, state agency" });
    platform.inject({ error: -216 });
    await expect(channelOf().probe!()).rejects.toMatchObject({ code: "token" });
    platform.inject({ hang: true });
    await expect(channelOf().probe!(AbortSignal.timeout(100))).rejects.toMatchObject({ code: "network" });
  });

  it("a person, their tags and quotas", async () => {
    const { api } = channelOf();
    await api.tag("246845883529197922", "đoàn viên");
    expect(await api.user("246845883529197922")).toEqual({ id: "246845883529197922", name: "Bạn 246845883529197922", follower: true, sensitive: false, tags: ["đoàn viên"] });
    expect(await api.tags()).toEqual(["đoàn viên"]);
    await api.untag("246845883529197922", "đoàn viên");
    await api.removeTag("đoàn viên");
    expect(await api.tags()).toEqual([]);
    expect(await api.personQuota("1")).toEqual({ lastInteraction: 1_795_394_865_123, replies: { remain: 8, total: 8 } });
    expect(await api.oaQuota()).toEqual([{ product: "cs", kind: "sub_quota", remain: 1990, total: 2000, validThrough: "31/12/2026" }]);
  });

  it("everybody the list reaches, 50 at a time, to its end at 10,000", async () => {
    const { api } = channelOf();
    platform.state.users = Array.from({ length: 120 }, (_, index) => `9007199254740993${index}`);
    const pages: string[][] = [];
    for await (const page of api.allUsers({ tag: "a" })) pages.push(page);
    expect([pages.map((page) => page.length), pages.flat()]).toEqual([[50, 50, 20], platform.state.users]);
    platform.state.users = Array.from({ length: 12_000 }, (_, index) => String(index));
    let people = 0;
    for await (const page of api.allUsers()) people += page.length;
    expect(people).toBe(10_000);
    await expect(api.users({ offset: 9952 })).rejects.toThrow(RangeError);
    await expect(api.users({ count: 51 })).rejects.toThrow(RangeError);
  });

  it("the newest messages, ten at most", async () => {
    const { api } = channelOf();
    expect(await api.conversation("1")).toEqual([{ id: "c1", at: 1_619_401_853_770, mine: false, type: "text", text: "chào" }]);
    expect(await api.recentChats()).toMatchObject([{ id: "c2", mine: true }]);
    await expect(api.conversation("1", { count: 11 })).rejects.toThrow(RangeError);
  });
});

const noon = Date.parse("2026-11-23T05:00:00Z");
const article = { title: "Đối thoại tháng 3", author: "Đoàn xã", description: "Mời bạn", coverUrl: "https://x.vn/c.jpg", paragraphs: ["Một", "Hai"] };

function articlesOf(now = noon, patienceMs?: number) {
  const call = createZaloCaller({ url: platform.url, host: "oa", accessToken });
  return createZaloArticles(call, { now: () => now, random: () => 0, pollMs: 1, ...(patienceMs === undefined ? {} : { patienceMs }) });
}

describe("articles", () => {
  it("are handed in, asked for until they have an id, and sent to those the filters name", async () => {
    platform.state.articlePolls = 3;
    const articles = articlesOf();
    const token = await articles.create(article);
    expect(await articles.idOf(token)).toBeUndefined();
    const id = await articles.untilReady(token);
    expect(id).toBe(platform.state.articles.get(token)!.id);
    expect(await articles.broadcast(id, { ages: [3, 4], gender: [1], platform: [1, 2] })).toEqual(expect.any(String));
    expect(platform.state.broadcasts).toEqual([{
      recipient: { target: { ages: [3, 4], gender: [1], platform: [1, 2] } },
      message: { attachment: { type: "template", payload: { template_type: "media", elements: [{ media_type: "article", attachment_id: id }] } } },
    }]);
  });

  it("that take too long are asked for later", async () => {
    platform.state.articlePolls = 1000;
    const articles = articlesOf(noon, 0);
    await expect(articles.untilReady(await articles.create(article))).rejects.toMatchObject({ code: "network", platformCode: "article-not-ready" });
    await expect(articles.idOf("unknown")).rejects.toMatchObject({ code: "bad-content" });
  });

  it("are not broadcast at night: nobody is called", async () => {
    const evening = Date.parse("2026-11-23T15:00:00Z"); // 22:00 in Việt Nam
    const before = platform.calls;
    await expect(articlesOf(evening).broadcast("1")).rejects.toMatchObject({ code: "network", platformCode: "quiet-hours", retryAfterMs: 8 * 3_600_000 + 5 * 60_000 });
    expect(platform.calls).toBe(before);
    const at = (utc: string) => isNight(Date.parse(`2026-11-23T${utc}Z`));
    expect([at("14:59:59"), at("15:00:00"), at("22:59:59"), at("23:00:00")]).toEqual([false, true, true, false]);
  });

  it("beyond Zalo's limits are refused before they are sent", async () => {
    const before = platform.calls;
    for (const wrong of [{ title: "a".repeat(151) }, { author: "" }, { description: "a".repeat(301) }, { paragraphs: [] }]) await expect(articlesOf().create({ ...article, ...wrong })).rejects.toThrow(RangeError);
    await expect(articlesOf().broadcast("1", { ages: [8] })).rejects.toThrow(RangeError);
    await expect(articlesOf().broadcast("1", { cities: [1.5] })).rejects.toThrow(RangeError);
    expect(platform.calls).toBe(before);
  });
});

/** A purse that counts. */
function purse(vnd: number) {
  const state = { left: vnd };
  return { state, reserve: async (price: number) => (price > state.left ? undefined : ((state.left -= price), { refund: async () => void (state.left += price) })) };
}

const templatesOf = (budget: ReturnType<typeof purse>, timeoutMs?: number) =>
  createZaloTemplateApi({ apiUrl: platform.url, businessUrl: platform.url, accessToken, budget, prices: { byUser: 200, byPhone: 300 }, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

describe("paid templates", () => {
  it("go to a person or a phone number, and cost what was agreed", async () => {
    const budget = purse(1000);
    const templates = templatesOf(budget);
    expect(await templates.toUser("7001", "7895", { ten: "A" })).toMatchObject({ messageId: expect.any(String) as string });
    expect(await templates.toPhone("+84987654321", "7895", { ten: "A" }, { tracking: "dh-123" })).toMatchObject({ remaining: 499 });
    expect(budget.state.left).toBe(500);
    await templates.toPhone("84987654321", "7895", {}, { tracking: "thu", development: true });
    expect(budget.state.left).toBe(500);
    expect(platform.state.templates).toEqual([
      { user_id: "7001", template_id: "7895", template_data: { ten: "A" } },
      { phone: "84987654321", template_id: "7895", template_data: { ten: "A" }, tracking_id: "dh-123" },
      { phone: "84987654321", template_id: "7895", template_data: {}, tracking_id: "thu", mode: "development" },
    ]);
    expect(await templates.template("7895")).toEqual({ name: "Nhắc lịch", status: "ENABLE", priceByPhone: 300, priceByUser: 200 });
    expect(await templates.dailyQuota()).toEqual({ total: 500, remaining: 499 });
  });

  it("are not sent without money", async () => {
    const before = platform.calls;
    await expect(templatesOf(purse(199)).toUser("7001", "7895", {})).rejects.toMatchObject({ code: "quota", platformCode: "no-budget" });
    expect(platform.calls).toBe(before);
  });

  it("that were refused cost nothing; those nobody knows of stay paid", async () => {
    const budget = purse(1000);
    platform.inject({ path: "/message/template", error: -133 });
    await expect(templatesOf(budget).toPhone("84987654321", "7895", {}, { tracking: "a" })).rejects.toMatchObject({ code: "network", platformCode: "-133", retryAfterMs: expect.any(Number) as number });
    expect(budget.state.left).toBe(1000);
    platform.inject({ path: "/message/template", hang: true });
    await expect(templatesOf(budget, 100).toUser("7001", "7895", {})).rejects.toMatchObject({ code: "unknown-outcome" });
    expect(budget.state.left).toBe(800);
  });

  it("read the same number by host: -124 is a refused token there", async () => {
    const asked: string[] = [];
    platform.inject({ path: "/message/template", error: -124 });
    const templates = createZaloTemplateApi({
      apiUrl: platform.url, businessUrl: platform.url, accessToken, budget: purse(1000), prices: { byUser: 200, byPhone: 300 },
      refreshed: async (stale) => (asked.push(stale), platform.state.renew(), platform.state.tokens.access),
    });
    await templates.toPhone("84987654321", "7895", {}, { tracking: "a" });
    expect(asked).toEqual([platform.settings.token]);
  });

  it("need a Vietnamese number and a reference", async () => {
    const templates = templatesOf(purse(1000));
    for (const [phone, tracking] of [["0987654321", "a"], ["84987654321", ""], ["84987654321", "a".repeat(49)]] as const) await expect(templates.toPhone(phone, "1", {}, { tracking })).rejects.toThrow(RangeError);
  });
});
