import express from "express";
import { createHmac } from "node:crypto";
import { pino } from "pino";
import type { Redis } from "ioredis";
import type { Model } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readDeletionRequest } from "../../src/channels/messenger/index.ts";
import { closeDeletionRequest, deletionRequestModel, expireDeletionRequests, findDeletionRequest, openDeletionRequests, recordDeletionRequest, type DeletionRequest } from "../../src/consent/index.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { createSayStatus } from "../../src/web/status-page.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { messengerDeletionRoutes, type DeletionPorts } from "../../src/web/messenger-deletion.ts";
import { createApp, listen } from "../../src/web/server.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";
import { signedDeletion } from "../kit/platforms/messenger.ts";

const secrets = ["app-secret-one", "app-secret-two"];
const texts = loadTexts(new URL("../../locales", import.meta.url).pathname);
const now = Date.parse("2026-11-23T02:00:00Z");
let engines: TestEngines;
let redis: Redis;
let requests: Model<DeletionRequest>;
let service: { url: string; stop(): Promise<void> };
let round = 0;
let limits: DeletionPorts["limits"] = { visits: 10_000, wishes: 10_000 };

beforeAll(async () => {
  engines = await startEngines({ redis: true, docstore: true, shared: true });
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  await service.stop();
  redis.disconnect();
  await engines.stop();
});
beforeEach(async () => {
  await service?.stop();
  requests = deletionRequestModel(await openDatabase(engines));
  service = await start();
});

async function start(): Promise<typeof service> {
  const none = express.Router();
  const deletion = messengerDeletionRoutes({
    appSecrets: () => secrets, record: (wish) => recordDeletionRequest(requests, wish), find: (code) => findDeletionRequest(requests, code), texts, defaultLocale: "vi",
    publicUrl: "https://bot.example.vn", redis, prefix: `d${round++}:`, logger: pino({ level: "silent" }), limits, now: () => now,
  });
  return listen(createApp({ webhooks: none, health: none, chat: none, deletion, logger: createLogger("silent"), sayStatus: createSayStatus(texts, "vi") }), "127.0.0.1", 0);
}

function post(body: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.url}/webhooks/messenger/deletion`, { method: "POST", body, headers });
}
const ask = (signed: string) => post(new URLSearchParams({ signed_request: signed }));
const page = (query: string, headers: Record<string, string> = {}) => fetch(`${service.url}/deletion${query}`, { headers });

describe("a wish to delete data that Meta hands on", () => {
  it("is answered with a code and an address, and kept, once", async () => {
    const signed = signedDeletion("218471", secrets[0]!);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(signed)));
    const bodies = await Promise.all(answers.map((answer) => answer.json() as Promise<{ url: string; confirmation_code: string }>));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    const { url, confirmation_code: code } = bodies[0]!;
    expect(url).toBe(`https://bot.example.vn/deletion?code=${code}`);
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(await requests.find().lean()).toEqual([{ _id: code, userId: "218471", state: "received", requestedAt: now }]);
  });

  it("counts with any of our apps' secrets, and another wish is another code", async () => {
    const codes = await Promise.all([signedDeletion("1", secrets[0]!), signedDeletion("1", secrets[1]!), signedDeletion("2", secrets[0]!), signedDeletion("1", secrets[0]!, { issued_at: 5 })].map(async (signed) => ((await (await ask(signed)).json()) as { confirmation_code: string }).confirmation_code));
    expect(new Set(codes).size).toBe(4);
    expect(codes.every((code) => /^[A-Za-z0-9]{20}$/.test(code))).toBe(true);
  });

  const payload = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  const sign = (part: string, secret = secrets[0]!) => `${createHmac("sha256", secret).update(part).digest("base64url")}.${part}`;
  const good = signedDeletion("218471", secrets[0]!);
  const hostile: [string, string][] = [
    ["nothing", ""], ["no dot", "abc"], ["three parts", `${good}.x`], ["another secret", signedDeletion("218471", "guess")], ["an empty secret", signedDeletion("218471", "")],
    ["a changed user", `${good.split(".")[0]}.${payload({ algorithm: "HMAC-SHA256", user_id: "1" })}`],
    ["the signature of the decoded JSON", `${createHmac("sha256", secrets[0]!).update(Buffer.from(good.split(".")[1]!, "base64url")).digest("base64url")}.${good.split(".")[1]}`],
    ["a hex signature", `${createHmac("sha256", secrets[0]!).update(good.split(".")[1]!).digest("hex")}.${good.split(".")[1]}`],
    ["no signature", `.${good.split(".")[1]}`], ["another algorithm", sign(payload({ algorithm: "none", user_id: "1" }))], ["no algorithm", sign(payload({ user_id: "1" }))],
    ["no user", sign(payload({ algorithm: "HMAC-SHA256" }))], ["a user that is an object", sign(payload({ algorithm: "HMAC-SHA256", user_id: { $gt: "" } }))], ["a user with a path", sign(payload({ algorithm: "HMAC-SHA256", user_id: "../../etc" }))],
    ["an inherited user", sign(payload('{"algorithm":"HMAC-SHA256","__proto__":{"user_id":"1"}}'))], ["no JSON", sign(payload("hello"))], ["JSON that is nothing", sign(payload("null"))], ["deep JSON", sign(payload("[".repeat(2000)))],
    ["too long", sign(payload({ algorithm: "HMAC-SHA256", user_id: "1", x: "x".repeat(9000) }))], ["NUL bytes", "\u0000.\u0000"],
  ];
  it.each(hostile)("with %s is refused and leaves nothing", async (_about, signed) => {
    const answer = await ask(signed);
    expect([answer.status, await answer.text()]).toEqual([400, '{"error":"bad request"}']);
    expect(await requests.countDocuments({})).toBe(0);
  });

  it("in another form of body is refused and leaves nothing", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const bodies: [string, Record<string, string>, number][] = [
      [JSON.stringify({ signed_request: good }), { "content-type": "application/json" }, 400], ["", form, 400], ["signed_request", form, 400], [`signed_request[a]=${good}`, form, 400],
      [`signed_request=${good}&signed_request=${good}`, form, 400], ["a=".repeat(20_000), form, 413], [Array.from({ length: 50 }, (_, i) => `a${i}=1`).join("&"), form, 413], ["%", form, 400],
      [good, { ...form, "content-encoding": "gzip" }, 415],
    ];
    for (const [body, headers, status] of bodies) expect([body.slice(0, 30), (await post(body, headers)).status]).toEqual([body.slice(0, 30), status]);
    expect((await fetch(`${service.url}/webhooks/messenger/deletion`)).status).toBe(404);
    expect(await requests.countDocuments({})).toBe(0);
  });

  it("never throws, whatever is signed", () => {
    for (const value of [undefined, null, 5, [], {}, "a".repeat(100_000), "é.ü", "=.=", ".".repeat(9000)]) expect(readDeletionRequest(value, secrets)).toBeUndefined();
    expect(readDeletionRequest(good, [])).toBeUndefined();
    expect(readDeletionRequest(good, secrets)).toMatchObject({ userId: "218471" });
  });
});

describe("the page of a wish", () => {
  const codeOf = async (): Promise<string> => ((await (await ask(signedDeletion("7", secrets[0]!))).json()) as { confirmation_code: string }).confirmation_code;

  it("tells what became of it in Vietnamese and English, and nothing else of the person", async () => {
    const code = await codeOf();
    const answer = await page(`?code=${code}`);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toMatch(/^<!doctype html><html lang="vi">[\s\S]*<title>Yêu cầu xóa dữ liệu<\/title>[\s\S]*<main><h1>[\s\S]*23\/11\/2026[\s\S]*20 ngày/);
    expect(html).toContain(code);
    expect(html).not.toContain("userId");
    expect(await (await page(`?code=${code}&lang=en`)).text()).toMatch(/lang="en"[\s\S]*received the request on 23\/11\/2026/);
    expect(await (await page(`?code=${code}`, { "accept-language": "en-GB,en" })).text()).toContain('lang="en"');
    expect(await closeDeletionRequest(requests, code, "done", now)).toBe(true);
    expect(await (await page(`?code=${code}`)).text()).toMatch(/đã xử lý xong/);
  });

  it("says why one was refused and to whom to turn", async () => {
    const code = await codeOf();
    await closeDeletionRequest(requests, code, "refused", now);
    expect(await (await page(`?code=${code}`)).text()).toMatch(/chưa thực hiện được, vì pháp luật/);
  });

  it("is not found for other codes, and repeats nothing of what was typed", async () => {
    for (const query of ["", "?code=", "?code=abc", `?code=${"A".repeat(20)}`, "?code=%3Cscript%3Ealert(1)%3C/script%3E", "?code[$gt]=", "?code=a&code=b"]) {
      const answer = await page(query);
      const html = await answer.text();
      expect([query, answer.status]).toEqual([query, 404]);
      expect(html).toMatch(/Không tìm thấy yêu cầu/);
      expect(html).not.toContain("<script");
    }
  });

  it("lets nothing run on it and is kept by nobody", async () => {
    const { headers } = await page("?code=abc");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none';style-src 'sha256-[\w+/=]+';/);
    expect([headers.get("cache-control"), headers.get("referrer-policy")]).toEqual(["no-store", "no-referrer"]);
  });

  it("cannot be tried out for codes", async () => {
    limits = { visits: 5, wishes: 2 };
    await service.stop();
    service = await start();
    const statuses = [];
    for (let tries = 0; tries < 7; tries += 1) statuses.push((await page(`?code=${"A".repeat(20)}`)).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const wishes = [];
    for (const user of ["8", "9", "10"]) wishes.push(await ask(signedDeletion(user, secrets[0]!)));
    expect(wishes.map((answer) => [answer.status, Number(answer.headers.get("retry-after")) > 0])).toEqual([[200, false], [200, false], [429, true]]);
    limits = { visits: 10_000, wishes: 10_000 };
  });
});

it("wishes wait for staff, are closed once and forgotten after a while", async () => {
  await recordDeletionRequest(requests, { code: "a", userId: "1", at: 2 });
  expect(await recordDeletionRequest(requests, { code: "a", userId: "2", at: 3 })).toBe(false);
  await recordDeletionRequest(requests, { code: "b", userId: "3", at: 1 });
  expect((await openDeletionRequests(requests)).map((one) => [one._id, one.userId])).toEqual([["b", "3"], ["a", "1"]]);
  expect(await closeDeletionRequest(requests, "a", "done", 10)).toBe(true);
  expect(await closeDeletionRequest(requests, "a", "refused", 11)).toBe(false);
  expect(await findDeletionRequest(requests, "a")).toEqual({ _id: "a", state: "done", requestedAt: 2, closedAt: 10 });
  expect(await expireDeletionRequests(requests, 10)).toBe(0);
  expect(await expireDeletionRequests(requests, 11)).toBe(1);
  expect(await findDeletionRequest(requests, "b")).toBeDefined();
});
