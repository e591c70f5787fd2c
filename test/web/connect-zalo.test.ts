import express from "express";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { challengeOf } from "../../src/channels/zalo/oauth.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { makeTicket, readTicket } from "../../src/web/connect-ticket.ts";
import { connectZaloRoutes, zaloCallback, type ConnectedZalo, type ConnectZaloPorts } from "../../src/web/connect-zalo.ts";
import { zaloDomainRoutes } from "../../src/web/zalo-domain.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { startZaloPlatform, type ZaloPlatform } from "../kit/platforms/zalo.ts";

const secret = "the secret of this installation, of 32 and more";
const texts = loadTexts(join(import.meta.dirname, "../../locales"));
let engines: TestEngines;
let redis: Redis;
let platform: ZaloPlatform;
let server: Server;
let url: string;
let connected: ConnectedZalo[];
let keep: (account: ConnectedZalo) => Promise<void>;
let runs = 0;
beforeAll(async () => {
  engines = await startEngines({ redis: true });
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});
beforeEach(async () => {
  platform = await startZaloPlatform();
  connected = [];
  keep = async (account) => void connected.push(account);
});
afterEach(async () => {
  expect(platform.violations).toEqual([]);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await platform.stop();
});

async function serve(options: Partial<ConnectZaloPorts> = {}): Promise<void> {
  const app = express();
  server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { appId, appSecret } = platform.settings;
  app.use(zaloDomainRoutes(["EkAb_12"]));
  app.use(connectZaloRoutes({
    redis, prefix: `connect-${(runs += 1)}:`, secret, texts, locale: "vi", publicUrl: url, appId, appSecret, oauthUrl: platform.url, apiUrl: platform.url,
    connected: (account) => keep(account), logger: pino({ level: "silent" }), ...options,
  }));
}

const open = (path: string) => fetch(new URL(path, url), { redirect: "manual" });
const link = (unit?: string, now = Date.now()) => `/connect/zalo?ticket=${makeTicket(secret, now, unit)}`;
/** Where the consent page sends the admin back to. */
async function callbackOf(path: string): Promise<URL> {
  const consent = await open(path);
  expect(consent.status).toBe(302);
  const back = await fetch(consent.headers.get("location")!, { redirect: "manual" });
  return new URL(back.headers.get("location")!);
}
const said = async (response: Response): Promise<[number, string]> => [response.status, await response.text()];

describe("connecting an OA", () => {
  it("keeps its name and tokens for the unit of the link, and says so in Vietnamese", async () => {
    await serve();
    const callback = await callbackOf(link("doan-xa-a"));
    expect(callback.href.split("?")[0]).toBe(zaloCallback(url));
    const response = await fetch(callback);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const [status, page] = await said(response);
    expect([status, page]).toEqual([200, expect.stringMatching(/<html lang="vi">[\s\S]*Đã kết nối xong[\s\S]*Đoàn xã Mẫu[\s\S]*\/webhooks\/zalo/) as string]);
    const { access, refresh } = platform.state.tokens;
    expect(connected).toEqual([{ oaId: platform.settings.oaId, name: "Đoàn xã Mẫu", unit: "doan-xa-a", tokens: { accessToken: access, refreshToken: refresh, expiresAt: expect.any(Number) as number } }]);
    expect(page).not.toContain(access);
  });

  it("asks with a challenge and a state of its own each time, or with the console's fixed one", async () => {
    await serve();
    const first = new URL((await open(link())).headers.get("location")!);
    const second = new URL((await open(link())).headers.get("location")!);
    expect([...first.searchParams.keys()].sort()).toEqual(["app_id", "code_challenge", "redirect_uri", "state"]);
    expect(first.searchParams.get("code_challenge")).not.toBe(second.searchParams.get("code_challenge"));
    server.close();
    const codeVerifier = "v".repeat(43);
    await serve({ codeVerifier });
    const callback = await callbackOf(link());
    expect(platform.state.codes.get(callback.searchParams.get("code")!)).toBe(challengeOf(codeVerifier));
    expect((await fetch(callback)).status).toBe(200);
  });

  it("takes the last request when the state does not come back, once", async () => {
    await serve();
    const callback = await callbackOf(link());
    callback.searchParams.delete("state");
    expect((await fetch(callback)).status).toBe(200);
    expect(await said(await fetch(callback))).toEqual([400, expect.stringContaining("để lâu quá 10 phút") as string]);
    expect(connected).toHaveLength(1);
  });

  it("connects one account with one link; a link that was only looked at still works", async () => {
    await serve();
    const path = link();
    await open(path); // somebody's messenger draws a preview
    expect((await fetch(await callbackOf(path))).status).toBe(200);
    expect(await said(await open(path))).toEqual([403, expect.stringContaining("đã dùng rồi") as string]);
  });

  it("refuses links that are forged, old or none", async () => {
    await serve();
    const forged = `${makeTicket("another secret of 32 letters and more", Date.now())}`;
    for (const path of ["/connect/zalo", `/connect/zalo?ticket=${forged}`, link(undefined, Date.now() - 3 * 3_600_000), "/connect/zalo?ticket=a.b.c", "/connect/zalo?ticket=."]) {
      expect(await said(await open(path))).toEqual([403, expect.stringContaining("không đúng hoặc đã hết hạn") as string]);
    }
    expect(readTicket(makeTicket(secret, 1000, "u"), secret, 2000)).toMatchObject({ unit: "u" });
  });

  it("explains what an admin can put right", async () => {
    await serve();
    const cases: [string, RegExp][] = [
      ["?error=-14002", /chưa được kích hoạt/],
      ["?error_code=-14003", new RegExp(`phải đúng là: ${zaloCallback(url)}`)],
      ["?error=access_denied", /mã access_denied/],
      ["?error=%3Cscript%3E", /mã \?/],
      ["", /chưa đồng ý/],
      ["?code=abc&state=unknownunknown", /để lâu quá 10 phút/],
    ];
    for (const [query, wanted] of cases) expect(await said(await open(`/connect/zalo/callback${query}`))).toEqual([400, expect.stringMatching(wanted) as string]);

    const wrongCode = await callbackOf(link());
    wrongCode.searchParams.set("code", "stolen");
    expect(await said(await fetch(wrongCode))).toEqual([400, expect.stringMatching(/mã Invalid code/) as string]);
    platform.state.oauthAnswers.push({ status: 200, body: { error: -14003, error_name: "x" } });
    expect(await said(await fetch(await callbackOf(link())))).toEqual([400, expect.stringMatching(/phải đúng là/) as string]);
    platform.state.oauthAnswers.push({ status: 502, body: "" });
    expect(await said(await fetch(await callbackOf(link())))).toEqual([502, expect.stringMatching(/chưa trả lời/) as string]);
    expect(connected).toEqual([]);
  });

  it("keeps the tokens also when the OA may not be asked yet, and says what is missing", async () => {
    await serve();
    const callback = await callbackOf(link());
    platform.inject({ path: "getoa", error: -223 });
    expect(await said(await fetch(callback))).toEqual([200, expect.stringMatching(/mã -223/) as string]);
    expect(connected).toMatchObject([{ oaId: platform.settings.oaId, name: platform.settings.oaId }]);

    const nameless = await callbackOf(link());
    nameless.searchParams.delete("oa_id");
    platform.inject({ path: "getoa", error: -223 });
    expect(await said(await fetch(nameless))).toEqual([502, expect.stringMatching(/OA nào/) as string]);
  });

  it("says when the account could not be kept; the link is good for another try", async () => {
    await serve();
    keep = () => Promise.reject(new Error("store is away"));
    const path = link();
    expect(await said(await fetch(await callbackOf(path)))).toEqual([500, expect.stringMatching(/chưa lưu được/) as string]);
    expect((await open(path)).status).toBe(302);
  });
});

it("proves the domain to Zalo, for the codes of the console only", async () => {
  await serve();
  expect(await said(await open("/zalo_verifierEkAb_12.html"))).toEqual([200, expect.stringContaining('<meta name="zalo-platform-site-verification" content="EkAb_12">') as string]);
  expect((await open("/zalo_verifierOther.html")).status).toBe(404);
});
