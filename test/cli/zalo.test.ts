import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { fittingVariant } from "../../src/channels/zalo/signature-variants.ts";
import { readCapture } from "../../src/cli/read-capture.ts";
import { readTicket } from "../../src/web/connect-ticket.ts";
import { runCommand } from "../kit/command-line.ts";
import { openTestService } from "../kit/talker.ts";
import { startEngines } from "../kit/engines.ts";
import { startZaloPlatform } from "../kit/platforms/zalo.ts";

const folder = mkdtempSync(join(tmpdir(), "cau-noi-capture-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [appId, oaId, key, appSecret, stamp] = ["360846524940903967", "388613280878808645", "oa-secret-key", "app-secret", "1543908534740"];
const body = JSON.stringify({ app_id: appId, event_name: "user_send_text", sender: { id: "1" }, recipient: { id: oaId }, message: { text: "xin chào", msg_id: "m" }, timestamp: stamp });
const sha = (...parts: string[]) => createHash("sha256").update(parts.join("")).digest("hex");
const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");
const fitting = (mac: string, headers: Record<string, string> = {}, sent = body) => fittingVariant({ headers: { "X-ZEvent-Signature": mac, ...headers }, body: Buffer.from(sent) }, { oaSecretKey: key, appSecret, appId });

describe("the variants of a signature", () => {
  const cases: [string, string, RegExp, boolean][] = [
    ["the documented one", sha(appId, body, stamp, key), /SHA-256 of app id \+ body \+ timestamp \+ key, key: OA Secret Key/, true],
    ["the app secret as its key", sha(appId, body, stamp, appSecret), /key: app secret/, false],
    ["the OA's id first", sha(oaId, body, stamp, key), /SHA-256 of OA id/, false],
    ["the header's timestamp", sha(appId, body, "99", key), /header timestamp/, false],
    ["an HMAC of the body", hmac(key, body), /HMAC-SHA-256 of the body, key: OA Secret Key/, false],
    ["an HMAC with the app secret", hmac(appSecret, body), /HMAC-SHA-256 of the body, key: app secret/, false],
    ["an HMAC over app id, body and timestamp", hmac(key, appId + body + stamp), /HMAC-SHA-256 of app id/, false],
  ];
  it.each(cases)("%s", (_, mac, name, documented) => {
    for (const written of [mac, `mac=${mac}`, `MAC=${mac.toUpperCase()}`]) {
      expect(fitting(written, { "x-zevent-timestamp": "99" })).toEqual({ name: expect.stringMatching(name) as string, documented, meaning: expect.any(String) as string });
    }
  });

  it("none for a changed body, another key, no signature or no JSON", () => {
    const mac = sha(appId, body, stamp, key);
    expect(fitting(mac, {}, body.replace("xin", "tin"))).toBeUndefined();
    expect(fitting(sha(appId, body, stamp, "another key"))).toBeUndefined();
    expect(fittingVariant({ headers: {}, body: Buffer.from(body) }, { oaSecretKey: key })).toBeUndefined();
    expect(fitting(mac, {}, "no json")).toBeUndefined();
  });
});

it("a capture is headers and body, or JSON of both", () => {
  const text = `POST /webhooks/zalo HTTP/1.1\r\nHost: x\r\nX-ZEvent-Signature: mac=ab\r\n\r\n${body}\r\n`;
  expect(readCapture(Buffer.from(text))).toEqual({ headers: { host: "x", "x-zevent-signature": "mac=ab" }, body: Buffer.from(body) });
  expect(readCapture(Buffer.from(`x-zevent-signature: mac=ab\n\n${body}`))!.body.toString()).toBe(body);
  expect(readCapture(Buffer.from(JSON.stringify({ headers: { a: "b" }, body })))!.body.toString()).toBe(body);
  for (const wrong of ["", body, "no headers\n\nbody", "[]", "null", JSON.stringify({ headers: 1, body })]) expect(readCapture(Buffer.from(wrong))).toBeUndefined();
});

describe("npm run cli -- zalo", () => {
  const env = { DATA_DIR: folder, ZALO_APP_ID: appId, ZALO_OA_SECRET_KEY: key, ZALO_APP_SECRET: appSecret };
  const capture = (name: string, mac: string, sent = body) => {
    const file = join(folder, name);
    writeFileSync(file, `X-ZEvent-Signature: mac=${mac}\n\n${sent}\n`);
    return file;
  };

  it("verify-signature names the fitting variant; 0 for the documented one alone", async () => {
    const good = await runCommand(["zalo", "verify-signature", capture("good.txt", sha(appId, body, stamp, key))], env);
    expect([good.code, good.out]).toEqual([0, expect.stringMatching(/Fits: SHA-256 of app id .*\nMeaning: the documented signature.*\nThe service takes/) as string]);
    const wrongKey = await runCommand(["zalo", "verify-signature", capture("key.txt", sha(appId, body, stamp, appSecret))], env);
    expect([wrongKey.code, wrongKey.out]).toEqual([1, expect.stringMatching(/key: app secret[\s\S]*ZALO_OA_SECRET_KEY/) as string]);
    const none = await runCommand(["zalo", "verify-signature", capture("none.txt", "00")], env);
    expect([none.code, none.out]).toEqual([1, expect.stringMatching(/No known variant fits/) as string]);
    const other = await runCommand(["zalo", "verify-signature", capture("app.txt", sha(appId, body, stamp, key))], { ...env, ZALO_APP_ID: "1" });
    expect([other.code, other.out]).toEqual([1, expect.stringMatching(/But the request is for the app 360846524940903967/) as string]);
    expect(good.out + wrongKey.out + none.out).not.toMatch(/oa-secret-key|xin chào/);
  });

  it("connect prints a link that carries the unit, or says what is missing", async () => {
    const secret = "a secret of thirty-two letters and more";
    const done = await runCommand(["zalo", "connect", "--unit", "doan-xa-a"], { ...env, PUBLIC_URL: "https://bot.example.vn", SECRET_KEY: secret });
    const ticket = /https:\/\/bot\.example\.vn\/connect\/zalo\?ticket=(\S+)/.exec(done.out)?.[1];
    expect([done.code, readTicket(ticket, secret, Date.now())?.unit]).toEqual([0, "doan-xa-a"]);
    expect(done.out).toContain("https://bot.example.vn/connect/zalo/callback");
    const missing = await runCommand(["zalo", "connect"], { DATA_DIR: folder });
    expect([missing.code, missing.error]).toEqual([2, "Connecting an OA needs PUBLIC_URL, ZALO_APP_ID, ZALO_APP_SECRET: set them first.\n"]);
  });

  it("says what it wants", async () => {
    for (const words of [[], ["connect", "x"], ["connect", "--unit"], ["verify-signature"], ["verify-signature", join(folder, "nothing")]]) {
      const { code, error } = await runCommand(["zalo", ...words], env);
      expect([words, code, error.trim().split("\n").length]).toEqual([words, 2, 1]);
    }
  });
});

it("sends articles and paid templates, never beyond the page's budget nor without a price", { timeout: 60_000 }, async () => {
  const [engines, platform] = [await startEngines(), await startZaloPlatform()];
  onTestFinished(() => Promise.all([platform.stop(), engines.stop()]).then(() => {}));
  const env = { ...platform.env, SECRET_KEY: "a secret of thirty-two letters and more", ZALO_BUSINESS_URL: platform.url, DATA_DIR: engines.dataDir, MONGODB_URI: engines.mongodbUri, REDIS_URL: engines.redisUrl };
  const run = (...words: string[]) => runCommand(["zalo", ...words], env);
  // A start of the service takes the settings' account into the store.
  await openTestService(env).then(({ close }) => close());
  const oa = platform.settings.oaId;
  // The account of the settings has neither price nor budget.
  const bare = await run("template", oa, "send", "1001", "9001", "ten=Lan");
  expect([bare.code, bare.out]).toEqual([1, expect.stringContaining("has no price") as string]);
  const file = join(folder, "article.yaml");
  writeFileSync(file, "title: Đối thoại tháng 3\nauthor: Đoàn xã\ndescription: Mời bạn\ncoverUrl: https://x.example.vn/c.jpg\nparagraphs: [Một, Hai]\n");
  const made = await run("article", oa, file);
  expect(made.out).toMatch(/^\S+: ready\./);
  const shown = await run("template", oa, "show", "1001");
  expect(JSON.parse(shown.out)).toMatchObject({ priceByUser: 200, spentThisMonth: 0 });
  writeFileSync(file, "title: x\n");
  expect((await run("article", oa, file)).error).toMatch(/author: /);
  expect((await run("template", "404", "show", "1001")).error).toMatch(/no Official Account 404/);
  expect(platform.state.templates).toEqual([]);
  expect(platform.violations).toEqual([]);
});
