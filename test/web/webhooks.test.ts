import express from "express";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedAccounts, type Accounts } from "../../src/channels/accounts.ts";
import type { Channel } from "../../src/channels/contract.ts";
import { createChannel, type Account } from "../../src/channels/registry.ts";
import type { ChannelName } from "../../src/core/channel-name.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { LastEvents } from "../../src/storage/last-events.ts";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { createIntake } from "../../src/web/intake.ts";
import { webhookRoutes } from "../../src/web/webhooks.ts";
import { memoryMailbox } from "../channels/accounts.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { envelope, signMessenger } from "../kit/platforms/messenger-webhooks.ts";
import type { SignedRequest } from "../kit/platforms/signed-request.ts";
import { signTelegram } from "../kit/platforms/telegram-wording.ts";
import { signZalo } from "../kit/platforms/zalo.ts";

let engines: TestEngines;
let redis: Redis;
let worlds = 0;

beforeAll(async () => {
  engines = await startEngines({ redis: true });
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});

const channelOf = (channel: ChannelName, account: string, secrets: Account["secrets"], settings: Account["settings"] = {}): Channel =>
  createChannel({ channel, account, secrets: { accessToken: "t", ...secrets }, settings }, loadConfig({}), { mailbox: memoryMailbox() });
const oa = (id: string, key: string, appId = "app-1") => channelOf("zalo", id, { oaSecretKey: key }, { appId });
const page = (id: string, appSecret: string) => channelOf("messenger", id, { appSecret, verifyToken: `word of ${id}` });
const bot = (id: string, webhookSecret: string) => channelOf("telegram", id, { token: `${id}:AAF`, webhookSecret });

/** The routes in front of real lanes. */
async function open(accounts: Accounts) {
  const lanes = new Lanes(redis, `w${worlds++}:`);
  const metrics = createMetrics();
  const lastEvents = new LastEvents(redis, lanes.prefix);
  const app = express();
  app.use("/webhooks", webhookRoutes({ accounts, intake: createIntake(lanes, metrics, 0, lastEvents), metrics, logger: pino({ level: "silent" }) }));
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url, lanes, lastEvents,
    post: async ({ path, headers, body }: SignedRequest) => (await fetch(`${url}${path}`, { method: "POST", headers, body })).status,
    /** People whose events wait, and those whose notes do. */
    waiting: async (family: "in" | "note") => (await lanes.claim(family, 100, 10)).claims.map((claim) => claim.contact).sort(),
    counted: async () => Object.fromEntries((await metrics.webhooks.get()).values.map(({ labels, value }) => [`${labels.channel} ${labels.outcome}`, value])),
    close: () => new Promise((closed) => server.close(closed)),
  };
}
type World = Awaited<ReturnType<typeof open>>;
let world: World;
const opened: World[] = [];
const using = async (...channels: Channel[]) => opened.push((world = await open(fixedAccounts(channels))));
beforeEach(() => {
  world = undefined!;
});
afterAll(() => Promise.all(opened.map((one) => one.close())));

const said = (from: string, to: string, app_id = "app-1", msg = `m${from}`) => ({ event_name: "user_send_text", app_id, sender: { id: from }, recipient: { id: to }, message: { text: "chào", msg_id: msg }, timestamp: String(Date.now()) });
const item = (pageId: string, person: string, mid = `m_${person}`) => ({ sender: { id: person }, recipient: { id: pageId }, timestamp: Date.now(), message: { mid, text: "chào" } });
const update = (person: number, id = person) => ({ update_id: id, message: { message_id: 1, date: Math.floor(Date.now() / 1000), chat: { id: person, type: "private" }, from: { id: person, is_bot: false, first_name: "Lan" }, text: "chào" } });

describe("Zalo, several Official Accounts", () => {
  it("finds the account in each of the places events name it, and checks with that account's key", async () => {
    await using(oa("100", "key-100"), oa("200", "key-200", "app-2"));
    const follow = { event_name: "follow", app_id: "app-2", oa_id: "200", follower: { id: "8" }, timestamp: String(Date.now()) };
    expect(await world.post(signZalo(said("7", "100"), { appId: "app-1", oaSecretKey: "key-100" }))).toBe(200);
    expect(await world.post(signZalo(follow, { appId: "app-2", oaSecretKey: "key-200" }))).toBe(200);
    expect(await world.waiting("in")).toEqual(["zalo:100:7", "zalo:200:8"]);
    expect(await world.counted()).toEqual({ "zalo taken": 2 });
  });

  it("takes an echo of staff as a note, named by its sender", async () => {
    await using(oa("100", "key-100"));
    const echo = { event_name: "oa_send_text", app_id: "app-1", sender: { id: "100", admin_id: "5" }, recipient: { id: "7" }, message: { text: "để mình xem", msg_id: "e1" }, timestamp: String(Date.now()) };
    expect(await world.post(signZalo(echo, { appId: "app-1", oaSecretKey: "key-100" }))).toBe(200);
    expect(await world.waiting("note")).toEqual(["zalo:100:7"]);
    expect(await world.waiting("in")).toEqual([]);
  });

  it("takes nothing signed with another account's key, answers 200 all the same", async () => {
    await using(oa("100", "key-100"), oa("200", "key-200"));
    expect(await world.post(signZalo(said("7", "100"), { appId: "app-1", oaSecretKey: "key-200" }))).toBe(200);
    expect(await world.waiting("in")).toEqual([]);
    expect(await world.counted()).toEqual({ "zalo wrong-signature": 1 });
  });

  it("answers 200 for accounts it does not know and counts them", async () => {
    await using(oa("100", "key-100"));
    expect(await world.post(signZalo(said("7", "999"), { appId: "app-1", oaSecretKey: "key-100" }))).toBe(200);
    expect(await world.waiting("in")).toEqual([]);
    expect(await world.counted()).toEqual({ "zalo unknown-account": 1 });
  });

  it("tells probes, unsigned and unreadable bodies apart as for one account", async () => {
    await using(oa("100", "key-100"), oa("200", "key-200"));
    const plain = { "content-type": "application/json" };
    const bodies: [string, Record<string, string>][] = [["{}", plain], ["", plain], [JSON.stringify(said("7", "100")), plain], ["{", { ...plain, "x-zevent-signature": "mac=00" }]];
    for (const [body, headers] of bodies) expect(await world.post({ path: "/webhooks/zalo", headers, body })).toBe(200);
    expect(await world.counted()).toEqual({ "zalo probe": 2, "zalo no-signature": 1, "zalo bad-json": 1 });
  });

  it("lets news of the app as a whole be checked with whichever key fits", async () => {
    await using(oa("100", "key-100", "app-1"), oa("200", "key-200", "app-2"));
    const news = { event_name: "change_template_status", app_id: "app-2", template_id: "1", status: { new_status: "ENABLE" }, timestamp: String(Date.now()) };
    expect(await world.post(signZalo(news, { appId: "app-2", oaSecretKey: "key-200" }))).toBe(200);
    expect(Object.keys(await world.counted())).toEqual([expect.stringMatching(/^zalo (taken|ignored)$/)]);
  });
});

describe("Messenger, several pages", () => {
  it("shares one request out among its pages and counts those it does not know", async () => {
    await using(page("1", "app-secret"), page("2", "app-secret"));
    const body = { object: "page", entry: [{ id: "1", time: 1, messaging: [item("1", "11"), item("1", "12")] }, { id: "2", time: 1, messaging: [item("2", "21")] }, { id: "3", time: 1, messaging: [item("3", "31")] }, { id: "1", time: 2, messaging: [item("1", "13")] }] };
    expect(await world.post(signMessenger(body, "app-secret"))).toBe(200);
    expect(await world.waiting("in")).toEqual(["messenger:1:11", "messenger:1:12", "messenger:1:13", "messenger:2:21"]);
    expect(await world.counted()).toEqual({ "messenger taken": 1, "messenger unknown-account": 1 });
  });

  it("answers 200 when it knows none of the pages of its app", async () => {
    await using(page("1", "app-secret"));
    expect(await world.post(signMessenger(envelope("3", [item("3", "31")]), "app-secret"))).toBe(200);
    expect(await world.counted()).toEqual({ "messenger unknown-account": 1 });
  });

  it("tries the secrets of several apps, and refuses what fits none", async () => {
    await using(...Array.from({ length: 40 }, (_, index) => page(String(index), `secret-${index}`)));
    expect(await world.post(signMessenger(envelope("39", [item("39", "a1")]), "secret-39"))).toBe(200);
    expect(await world.post(signMessenger(envelope("77", [item("77", "b1")]), "secret-20"))).toBe(200);
    expect(await world.post(signMessenger(envelope("5", [item("5", "c1")]), "nobody's"))).toBe(403);
    expect(await world.post({ path: "/webhooks/messenger", headers: {}, body: "{}" })).toBe(403);
    expect(await world.waiting("in")).toEqual(["messenger:39:a1"]);
    expect(await world.counted()).toEqual({ "messenger taken": 1, "messenger unknown-account": 1, "messenger wrong-signature": 1, "messenger no-signature": 1 });
  });

  it("gives a page nothing that another app's secret signed", async () => {
    await using(page("1", "secret-1"), page("2", "secret-2"));
    expect(await world.post(signMessenger(envelope("1", [item("1", "11")]), "secret-2"))).toBe(200);
    expect(await world.waiting("in")).toEqual([]);
  });

  it("confirms the webhook's address with any page's word", async () => {
    await using(page("1", "s"), page("2", "s"));
    const confirm = async (word: string) => {
      const answer = await fetch(`${world.url}/webhooks/messenger?${new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": "4711" })}`);
      return [answer.status, await answer.text()];
    };
    expect(await confirm("word of 2")).toEqual([200, "4711"]);
    expect(await confirm("word of 3")).toEqual([403, ""]);
  });
});

describe("bots", () => {
  it("are found by their secret, or by the id in the path together with it", async () => {
    await using(bot("10", "secret-10"), bot("20", "secret-20"));
    const by = (secret: string, path: string, person: number) => world.post({ ...signTelegram(update(person), secret), path });
    expect(await by("secret-20", "/webhooks/telegram", 1)).toBe(200);
    expect(await by("secret-10", "/webhooks/telegram/10", 2)).toBe(200);
    expect(await by("secret-20", "/webhooks/telegram/10", 3)).toBe(403);
    expect(await by("secret-30", "/webhooks/telegram", 4)).toBe(403);
    expect(await by("secret-30", "/webhooks/telegram/30", 5)).toBe(200);
    expect(await world.post({ path: "/webhooks/telegram", headers: {}, body: "{}" })).toBe(403);
    expect(await world.waiting("in")).toEqual(["telegram:10:2", "telegram:20:1"]);
    expect(await world.counted()).toEqual({ "telegram taken": 2, "telegram wrong-signature": 2, "telegram unknown-account": 1, "telegram no-signature": 1 });
  });

  it("of Zalo's bot platform too", async () => {
    await using(channelOf("zalo-bot", "55", { token: "55:x", webhookSecret: "zalo-bot-secret" }));
    const message = { message_id: "z1", date: Date.now(), text: "chào", from: { id: "p1", display_name: "Lan", is_bot: false }, chat: { id: "p1", chat_type: "PRIVATE" } };
    const body = JSON.stringify({ ok: true, result: { event_name: "message.text.received", message } });
    const post = (path: string, secret: string) => world.post({ path, headers: { "x-bot-api-secret-token": secret }, body });
    expect([await post("/webhooks/zalo-bot/55", "zalo-bot-secret"), await post("/webhooks/zalo-bot", "zalo-bot-secret"), await post("/webhooks/zalo-bot", "wrong-secret")]).toEqual([200, 200, 403]);
    expect(await world.waiting("in")).toEqual(["zalo-bot:55:p1"]);
  });
});

describe("all", () => {
  it("are 404 while there is no account of the kind, except that a bot's own address is nobody's mistake", async () => {
    await using();
    const statuses = await Promise.all(["zalo", "messenger", "telegram", "zalo-bot", "telegram/5", "nothing"].map((path) => world.post({ path: `/webhooks/${path}`, headers: {}, body: "{}" })));
    expect(statuses).toEqual([404, 404, 404, 404, 200, 404]);
  });

  it("remember when each account last sent something people did", async () => {
    await using(page("1", "s"), bot("10", "secret-10"));
    const before = Date.now();
    await world.post(signMessenger(envelope("1", [item("1", "11")]), "s"));
    await world.post(signTelegram({ update_id: 1, edited_message: {} }, "secret-10"));
    const seen = await world.lastEvents.all();
    expect([...seen.keys()]).toEqual(["messenger:1"]);
    expect(seen.get("messenger:1")).toBeGreaterThanOrEqual(before);
  });

  it("follow accounts that come and go", async () => {
    let channels: Channel[] = [];
    const listeners = new Set<() => void>();
    const live: Accounts = { ...fixedAccounts([]), get: (...id) => fixedAccounts(channels).get(...id), accountsOf: (name) => fixedAccounts(channels).accountsOf(name), lookUp: async (...id) => fixedAccounts(channels).get(...id), onChange: (listener) => listeners.add(listener) && (() => {}) };
    opened.push((world = await open(live)));
    const change = (...now: Channel[]) => ((channels = now), listeners.forEach((listener) => listener()));
    const post = (secret: string) => world.post(signTelegram(update(1), secret));
    change(bot("10", "old-secret"));
    expect([await post("old-secret"), await post("new-secret")]).toEqual([200, 403]);
    change(bot("10", "new-secret"));
    expect([await post("old-secret"), await post("new-secret")]).toEqual([403, 200]);
  });
});
