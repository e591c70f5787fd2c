import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand, type CommandResult } from "../kit/command-line.ts";
import { freePort } from "../kit/free-port.ts";
import { postTo, startMessengerPlatform, startTelegramPlatform, type MessengerPlatform, type TelegramPlatform } from "../kit/platforms/index.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";

/** Values that may appear nowhere but in calls to the platforms. */
const planted = {
  messenger: { pageId: "109000000000077", token: "EAAB-planted-page-token-7781", appSecret: "planted-app-secret-7782", verifyToken: "planted-verify-word-7783" },
  telegram: { token: "77845566:AAF-planted-bot-token-7784", secret: "planted_webhook_secret_7785" },
  refused: "EAAB-planted-dead-token-7786",
  environment: { oaSecretKey: "planted-oa-key-7787", accessToken: "planted-oa-access-7788", refreshToken: "planted-oa-refresh-7789" },
  installation: "planted-installation-secret-7790-long-enough",
  keys: `k1:${randomBytes(32).toString("base64")}`,
};
const secretValues = [
  planted.messenger.token, planted.messenger.appSecret, planted.messenger.verifyToken, planted.telegram.token, planted.telegram.token.split(":")[1]!, planted.telegram.secret, planted.refused,
  ...Object.values(planted.environment), planted.installation, planted.keys.split(":")[1]!,
];

let messenger: MessengerPlatform;
let telegram: TelegramPlatform;
let service: ServiceProcess;
let env: Record<string, string>;
const said: CommandResult[] = [];

beforeAll(async () => {
  [messenger, telegram] = await Promise.all([startMessengerPlatform(planted.messenger), startTelegramPlatform(planted.telegram)]);
  env = {
    MESSENGER_API_URL: messenger.url, TELEGRAM_API_URL: telegram.url, SECRET_KEY: planted.installation, LOG_LEVEL: "trace",
    ZALO_APP_ID: "1", ZALO_OA_ID: "388", ZALO_OA_SECRET_KEY: planted.environment.oaSecretKey, ZALO_ACCESS_TOKEN: planted.environment.accessToken, ZALO_REFRESH_TOKEN: planted.environment.refreshToken,
  };
  service = await startServiceProcess(env, await freePort());
});
afterAll(async () => {
  await service?.dispose();
  await Promise.all([messenger?.stop(), telegram?.stop()]);
});

/** A command beside the running service. */
async function pages(words: string[], input?: string, more: Record<string, string> = {}): Promise<CommandResult> {
  const result = await runCommand(["pages", ...words], { ...env, ...more, DATA_DIR: service.dataDir }, input);
  said.push(result);
  return result;
}

const pageLines = (token: string = planted.messenger.token) =>
  `# from Meta\npageId = ${planted.messenger.pageId}\naccessToken=${token}\nappSecret=${planted.messenger.appSecret}\nverifyToken=${planted.messenger.verifyToken}\n`;
const page = `messenger:${planted.messenger.pageId}`;
const bot = "telegram:77845566";

describe("pages", { timeout: 120_000 }, () => {
  it("tell what each channel needs and where to find it", async () => {
    const { code, out } = await pages(["add", "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/pages add zalo [\s\S]*oaSecretKey[\s\S]*pages add zalo-bot [\s\S]*pages add messenger [\s\S]*appSecret +App secret: developers\.facebook\.com[\s\S]*pages add telegram [\s\S]*@BotFather[\s\S]*pages add webchat/);
    expect((await pages(["add", "telegram", "--help"])).out).not.toMatch(/messenger/);
  });

  it("refuse what is wrong in one sentence, and change nothing", async () => {
    const wrong: [string[], string, RegExp][] = [
      [["add", "viber"], "", /Say which kind of account/],
      [["add", "telegram", `--token=${planted.telegram.token}`], "", /all else is read as name=value lines/],
      [["add", "telegram", "--unit", "nowhere"], `token=${planted.telegram.token}`, /There is no unit nowhere/],
      [["add", "telegram", "--from", join(service.dataDir, "none")], "", /none cannot be read/],
      [["add", "telegram"], planted.telegram.token, /Line 1 is not name=value\.\n$/],
      [["test", "messenger:1"], "", /No account messenger:1 is served/],
      [["disconnect", "messenger:1"], "", /There is no page messenger:1/],
      [["disconnect", "zalo:388"], "", /comes from this installation's settings/],
      [["dance"], "", /Say `pages add CHANNEL`/],
    ];
    const results = await Promise.all(wrong.map(([words, input]) => pages(words, input)));
    for (const [index, [words, , expected]] of wrong.entries()) expect([words, results[index]!.code, results[index]!.error]).toEqual([words, 2, expect.stringMatching(expected)]);
    expect((await pages(["list"])).out.trim().split("\n").map((line) => line.split(" ")[0])).toEqual(["webchat:web", "zalo:388"]);
  });

  it("serve a page added while the service runs, at once", async () => {
    expect(await pages(["add", "messenger", "--name", "Doan-xa-B"], pageLines())).toMatchObject({ code: 0, out: `${page} is served from now on.\nNext: \`pages test ${page}\`, then \`pages sync ${page}\`.\n` });
    const lan = messenger.person("1", service.url);
    await lan.say("menu");
    expect((await lan.nextReply()).text).toMatch(/muốn làm gì/);
    expect((await pages(["list"])).out).toMatch(new RegExp(`${page}  on  last event \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  doan-xa-mau  Doan-xa-B`));
  });

  it("take the secrets from a file too, and make up what nobody has to know", async () => {
    const file = join(service.dataDir, "..", `bot-${process.pid}.txt`);
    writeFileSync(file, `token=${planted.telegram.token}\nwebhookSecret=${planted.telegram.secret}\n`, { mode: 0o600 });
    expect((await pages(["add", "telegram", "--from", file])).out).toContain(`${bot} is served from now on.`);
    expect((await pages(["add", "telegram"], "token=778000:AAF\n")).out).toContain("telegram:778000 is served from now on.");
    expect((await pages(["add", "telegram"], `token=778001:AAF\nwebhookSecret=${planted.telegram.secret}\n`)).error).toContain(`${bot} has the same webhookSecret`);
    expect((await pages(["disconnect", "telegram:778000"])).out).toContain("not served any more");
  });

  it("can be tested and brought in line", async () => {
    const [botTest, pageTest, pageSync, botSync, webTest] = await Promise.all([pages(["test", bot]), pages(["test", page]), pages(["sync", page]), pages(["sync", bot]), pages(["test", "webchat:web"])]);
    expect(botTest).toMatchObject({ code: 0, out: expect.stringMatching(/^telegram:77845566 answers: Cầu Nối/) });
    expect(pageTest).toMatchObject({ code: 0, out: expect.stringMatching(/answers: /) });
    expect(pageSync).toMatchObject({ code: 0, out: expect.stringMatching(/profile is set/) });
    expect(botSync).toMatchObject({ code: 0, out: expect.stringMatching(/commands are set/) });
    expect(webTest).toMatchObject({ code: 2, error: expect.stringMatching(/cannot be tested/) });
  });

  it("stop when the platform refuses them, and go on with a new token", async () => {
    await pages(["add", "messenger"], pageLines(planted.refused));
    const minh = messenger.person("2", service.url);
    await minh.say("menu");
    const listed = () => pages(["list"]).then(({ out }) => out);
    await until("the list shows that the page is stopped", async () => /stopped \(token 190\)[\s\S]*alert: The platform refuses its credentials \(token 190\); nothing is sent\./.test(await listed()), 30_000);
    expect(await pages(["test", page])).toMatchObject({ code: 1, out: `${page} does not answer as it should: token (190).\n` });
    expect(await pages(["add", "messenger"], pageLines())).toMatchObject({ code: 0, out: expect.stringContaining("was known already") });
    expect((await minh.nextReply(20_000)).text).toMatch(/muốn làm gì/);
    expect(await listed()).not.toMatch(/stopped|alert:/);
  });

  it("are gone once disconnected: their webhooks are counted and dropped", async () => {
    expect((await pages(["disconnect", bot])).out).toBe(`${bot} is not served any more and its secrets are deleted.\n`);
    const request = { ...telegram.sign({ update_id: 1, message: {} }), path: "/webhooks/telegram/77845566" };
    await until("the service has forgotten the bot", async () => {
      expect((await postTo(service.url, request)).status).toBe(200);
      return (await fetch(`${service.url}/metrics`).then((answer) => answer.text())).includes('cau_noi_webhooks_total{channel="telegram",outcome="unknown-account"}');
    });
    expect((await pages(["disconnect", bot])).out).toBe(`${bot} was disconnected already.\n`);
  });

  it("are sealed anew with another key, twice to no harm", async () => {
    expect((await pages(["rekey"])).out).toBe("0 accounts sealed with the key s, 5 were already, 0 could not be opened.\n");
    const keys = { ENCRYPTION_KEYS: planted.keys };
    expect((await pages(["rekey"], "", keys)).out).toMatch(/^\d accounts sealed with the key k1, \d were already, 0 could not be opened\.\n$/);
    expect((await pages(["rekey"], "", keys)).out).toMatch(/^0 accounts sealed with the key k1, 5 were already/);
    // The running service has not got that key: it says so, and goes on with what the settings hold.
    await until("the service tells that it misses the key", () => service.output().includes("which is not among ENCRYPTION_KEYS"));
    expect((await pages(["list"])).out).toMatch(/alert: The secret \w+ of messenger:109000000000077 was sealed with the key k1, which is not among ENCRYPTION_KEYS\./);
  });

  it("show their secrets nowhere: not to operators, in no log line, not on the disk", async () => {
    const metrics = await fetch(`${service.url}/metrics`).then((answer) => answer.text());
    await service.stop();
    const shown = [service.output(), metrics, ...said.map(({ out, error }) => out + error)].join("\n");
    expect(said.length).toBeGreaterThan(25);
    expect(service.output()).toMatch(/"level":50/);
    for (const value of secretValues) expect(shown.includes(value), `${value.slice(0, 24)} was shown`).toBe(false);

    const files = readdirSync(service.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    // What is no secret is found on the disk, so the search does find.
    expect(files.some((bytes) => bytes.includes("Doan-xa-B"))).toBe(true);
    for (const value of secretValues) expect(files.some((bytes) => bytes.includes(value)), `${value.slice(0, 24)} is on the disk`).toBe(false);
  });
});
