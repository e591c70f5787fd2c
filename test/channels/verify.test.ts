import { createHash, createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Channel, RawRequest, Verdict } from "../../src/channels/contract.ts";
import { channelNames } from "../../src/core/channel-name.ts";
import type { SignedRequest } from "../kit/platforms/signed-request.ts";
import { startAccounts } from "./accounts.ts";
import { RandomInput } from "./random-input.ts";

let accounts: Awaited<ReturnType<typeof startAccounts>>;
beforeAll(async () => void (accounts = await startAccounts()));
afterAll(() => accounts.stop());

const raw = ({ headers, body }: Pick<SignedRequest, "headers" | "body">): RawRequest => ({ headers, body: Buffer.from(body) });
const verdict = (channel: Channel, request: Pick<SignedRequest, "headers" | "body">, now = Date.now()): Verdict => channel.verify(raw(request), now);

describe("zalo", () => {
  const signed = (extra: Record<string, unknown> = {}) => accounts.platforms.zalo.sign({ event_name: "user_send_text", message: { text: "Đối thoại" }, ...extra });
  const header = "x-zevent-signature";

  it("takes its signature with and without mac=, in any header case", () => {
    const request = signed();
    expect(verdict(accounts.channels.zalo, request)).toEqual({ ok: true, body: JSON.parse(request.body) });
    expect(verdict(accounts.channels.zalo, { ...request, headers: { [header]: request.headers[header]!.slice(4) } }).ok).toBe(true);
    expect(verdict(accounts.channels.zalo, { ...request, headers: { "X-ZEvent-Signature": request.headers[header]! } }).ok).toBe(true);
  });

  it("is silent with 200 about everything else", () => {
    const request = signed();
    const { appId, oaSecretKey, appSecret } = accounts.platforms.zalo.settings;
    const hmac = createHmac("sha256", oaSecretKey).update(request.body).digest("hex");
    const stamp = (JSON.parse(request.body) as { timestamp: string }).timestamp;
    const byAppSecret = createHash("sha256").update(appId + request.body + stamp + appSecret).digest("hex");
    const cases: [string, Pick<SignedRequest, "headers" | "body">, string][] = [
      ["empty probe", { headers: {}, body: "{}" }, "probe"],
      ["no body", { headers: {}, body: "" }, "probe"],
      ["unsigned", { headers: {}, body: request.body }, "no-signature"],
      ["an HMAC", { headers: { [header]: `mac=${hmac}` }, body: request.body }, "wrong-signature"],
      ["the app secret", { headers: { [header]: `mac=${byAppSecret}` }, body: request.body }, "wrong-signature"],
      ["one byte changed", { ...request, body: request.body.replace("user", "uses") }, "wrong-signature"],
      ["another app", accounts.platforms.zalo.sign({ app_id: "1", event_name: "follow" }), "wrong-signature"],
      ["no JSON", { headers: { [header]: "mac=00" }, body: "hello" }, "bad-json"],
      ["no timestamp", { headers: { [header]: "mac=00" }, body: `{"app_id":"${appId}"}` }, "wrong-signature"],
    ];
    for (const [about, bad, reason] of cases) expect(verdict(accounts.channels.zalo, bad), about).toEqual({ ok: false, status: 200, reason });
  });

  it("takes retries of two hours ago, nothing of four hours ago and nothing from the future", () => {
    const now = Date.now();
    const aged = (ms: number) => verdict(accounts.channels.zalo, signed({ timestamp: String(now - ms) }), now);
    expect(aged(2.1 * 3_600_000).ok).toBe(true);
    expect(aged(4 * 3_600_000)).toMatchObject({ ok: false, status: 200, reason: "too-old" });
    expect(aged(-9 * 60_000).ok).toBe(true);
    expect(aged(-11 * 60_000)).toMatchObject({ ok: false, reason: "too-old" });
    expect(verdict(accounts.channels.zalo, signed({ timestamp: "soon" }))).toMatchObject({ ok: false, reason: "too-old" });
  });
});

describe("messenger", () => {
  it("checks the raw bytes, escaped as Meta sends them", () => {
    const request = accounts.platforms.messenger.item("7001", { message: { mid: "m_1", text: "Đối thoại tháng 3 👍" } });
    expect(request.body).toContain("\\u0110");
    expect(verdict(accounts.channels.messenger, request)).toEqual({ ok: true, body: JSON.parse(request.body) });
    const written = JSON.stringify(JSON.parse(request.body));
    expect(verdict(accounts.channels.messenger, { ...request, body: written })).toEqual({ ok: false, status: 403, reason: "wrong-signature" });
  });

  it("refuses what is unsigned, wrongly signed or no JSON", () => {
    const request = accounts.platforms.messenger.item("7001", {});
    const sign = (value: string) => verdict(accounts.channels.messenger, { headers: { "x-hub-signature-256": value }, body: request.body });
    expect(verdict(accounts.channels.messenger, { headers: {}, body: request.body })).toEqual({ ok: false, status: 403, reason: "no-signature" });
    for (const value of ["sha256=", "sha256=00", `sha1=${"0".repeat(40)}`, request.headers["x-hub-signature-256"]!.slice(7), `sha256=${"0".repeat(64)}`]) expect(sign(value)).toMatchObject({ ok: false, status: 403 });
    const { appSecret } = accounts.platforms.messenger.settings;
    const headers = { "x-hub-signature-256": `sha256=${createHmac("sha256", appSecret).update("nope").digest("hex")}` };
    expect(verdict(accounts.channels.messenger, { headers, body: "nope" })).toEqual({ ok: false, status: 400, reason: "bad-json" });
  });

  it("answers the probe of its address", () => {
    const confirm = (query: Record<string, unknown>) => accounts.channels.messenger.confirm!(query);
    const good = { "hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "1158201444" };
    expect(confirm(good)).toEqual({ status: 200, body: "1158201444" });
    expect(confirm({ ...good, "hub.verify_token": "wrong" }).status).toBe(403);
    expect(confirm({ ...good, "hub.mode": "unsubscribe" }).status).toBe(403);
    expect(confirm({ ...good, "hub.challenge": "<script>" })).toEqual({ status: 400, body: "" });
    expect(confirm({ ...good, "hub.challenge": ["1", "2"] }).status).toBe(400);
    expect(confirm({}).status).toBe(400);
  });
});

describe("telegram", () => {
  it("wants the secret of setWebhook", () => {
    const request = accounts.platforms.telegram.sign({ update_id: 1 });
    const name = "x-telegram-bot-api-secret-token";
    expect(verdict(accounts.channels.telegram, request)).toEqual({ ok: true, body: { update_id: 1 } });
    expect(verdict(accounts.channels.telegram, { ...request, headers: {} })).toEqual({ ok: false, status: 403, reason: "no-signature" });
    expect(verdict(accounts.channels.telegram, { ...request, headers: { [name]: `${request.headers[name]}x` } })).toEqual({ ok: false, status: 403, reason: "wrong-signature" });
    expect(verdict(accounts.channels.telegram, { ...request, body: "{" })).toEqual({ ok: false, status: 400, reason: "bad-json" });
  });
});

describe("zalo-bot", () => {
  it("wants the secret of setWebhook", () => {
    const request = accounts.platforms["zalo-bot"].sign({ ok: true, result: {} });
    const name = "x-bot-api-secret-token";
    const channel = accounts.channels["zalo-bot"];
    expect(verdict(channel, request)).toEqual({ ok: true, body: { ok: true, result: {} } });
    expect(verdict(channel, { ...request, headers: { "X-Bot-Api-Secret-Token": request.headers[name]! } }).ok).toBe(true);
    expect(verdict(channel, { ...request, headers: {} })).toEqual({ ok: false, status: 403, reason: "no-signature" });
    expect(verdict(channel, { ...request, headers: { [name]: `${request.headers[name]}x` } })).toEqual({ ok: false, status: 403, reason: "wrong-signature" });
    expect(verdict(channel, { ...request, headers: { [name]: request.headers[name]!.replace(/.$/, "X") } })).toEqual({ ok: false, status: 403, reason: "wrong-signature" });
    expect(verdict(channel, { ...request, headers: { "x-telegram-bot-api-secret-token": request.headers[name]! } })).toEqual({ ok: false, status: 403, reason: "no-signature" });
    expect(verdict(channel, { ...request, body: "{" })).toEqual({ ok: false, status: 400, reason: "bad-json" });
  });
});

describe.each(channelNames)("%s", (name) => {
  it("never throws, whatever the bytes and headers are", () => {
    const random = new RandomInput(7);
    for (let round = 0; round < 1000; round += 1) {
      const bytes = Buffer.from(Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255)));
      const body = round % 2 ? bytes : Buffer.from(JSON.stringify(random.json()) ?? "");
      const headers = Object.fromEntries(["x-zevent-signature", "x-hub-signature-256", "x-telegram-bot-api-secret-token", "x-bot-api-secret-token"].map((key) => [key, random.pick<string | string[] | undefined>([undefined, "", "mac=", "é".repeat(32), ["a", "b"], [], "0".repeat(64)])]));
      const result = accounts.channels[name].verify({ headers, body }, Date.now());
      if (name !== "webchat") expect(result.ok).toBe(false); // the web layer's cookie stands in front of the web chat
    }
  });
});
