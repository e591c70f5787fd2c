import type { Connection } from "mongoose";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Channel } from "../../src/channels/contract.ts";
import { SendError } from "../../src/core/send-error.ts";
import { createPageWatch } from "../../src/jobs/watch-pages.ts";
import { addPage, createKeyRing, findPage, listAlerts, pageModels, raiseAlert, saveTokens, stopPage, type PageModels } from "../../src/pages/index.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { createAccountTrouble } from "../../src/service/account-trouble.ts";
import { startAccounts } from "../channels/accounts.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const hour = 3_600_000;
const start = 1_795_000_000_000;

let engines: TestEngines;
let accounts: Awaited<ReturnType<typeof startAccounts>>;
let connection: Connection;
let pages: PageModels;
let now: number;
let lines: Record<string, unknown>[];
let resumed: string[];
const lastEvents = new Map<string, number>();
const metrics = createMetrics();

beforeAll(async () => {
  [engines, accounts] = await Promise.all([startEngines({ docstore: true, shared: true }), startAccounts()]);
});
afterAll(() => Promise.all([engines.stop(), accounts.stop()]));
beforeEach(async () => {
  connection = await openDatabase(engines);
  pages = pageModels(connection, { keys: createKeyRing(undefined, "an-installation-secret-of-at-least-32-characters"), environment: new Set(), announce: async () => {} });
  [now, lines, resumed] = [start, [], []];
  lastEvents.clear();
  return () => connection.close();
});

const channel = (name: string): Channel | undefined => accounts.channels[name as "telegram"];
const logger = () => pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const createWatch = () =>
  createPageWatch({ pages, channel, lastEvents: { all: async () => lastEvents }, accounts: { resume: async (account) => void resumed.push(account) }, silenceMs: 48 * hour, metrics, logger: logger(), now: () => now });
const add = (channel: "telegram" | "zalo" | "messenger" | "webchat", account = "1", more = {}) => addPage(pages, { channel, account, secrets: { accessToken: "t" }, settings: {}, ...more }, start);
const open = async () => (await listAlerts(pages)).map((alert) => `${alert.severity} ${alert._id}`).sort();
const gauge = async () => (await metrics.pageAlerts.get()).values.map(({ labels }) => `${labels.account} ${labels.kind}`);

describe("an account from which nothing comes", () => {
  it("is reported after the time set, once in the log, and is well again with the next event", async () => {
    await add("messenger");
    await add("webchat");
    const watch = createWatch();
    now = start + 47 * hour;
    await watch();
    expect(await open()).toEqual([]);
    now = start + 49 * hour;
    await watch();
    await watch();
    expect(await open()).toEqual(["alert messenger:1|silent"]);
    expect(await gauge()).toEqual(["messenger:1 silent"]);
    expect(lines).toMatchObject([{ level: 50, account: "messenger:1", alert: "silent" }]);
    lastEvents.set("messenger:1", now);
    await watch();
    expect([await open(), await gauge()]).toEqual([[], []]);
  });

  it("counts from its last event or from when it was switched on", async () => {
    await add("telegram");
    lastEvents.set("telegram:1", start + 40 * hour);
    const watch = createWatch();
    now = start + 80 * hour;
    await watch();
    expect(await open()).toEqual([]);
    now = start + 89 * hour;
    await watch();
    expect(await open()).toEqual(["alert telegram:1|silent"]);
  });
});

describe("tokens that end", () => {
  it("are reported in time for a human, and Zalo's only when their renewal fails", async () => {
    await add("messenger", "1", { tokenExpiresAt: start + 6 * 24 * hour });
    await add("zalo", "2", { tokenExpiresAt: start + 5 * hour });
    await add("zalo", "3", { tokenExpiresAt: start + hour });
    await add("messenger", "4", { tokenExpiresAt: start - hour });
    await createWatch()();
    expect(await open()).toEqual(["alert messenger:4|token-ends", "warning messenger:1|token-ends", "warning zalo:3|token-ends"]);
    await saveTokens(pages, "zalo:3", 1, { accessToken: "a", refreshToken: "r", expiresAt: start + 25 * hour }, start);
    await createWatch()();
    expect(await open()).toEqual(["alert messenger:4|token-ends", "warning messenger:1|token-ends"]);
  });
});

describe("an account whose credentials are refused", () => {
  it("is stopped and shown, and goes on by itself once the platform takes them again", async () => {
    const { platforms } = accounts;
    const id = `telegram:${accounts.channels.telegram.account}`;
    await add("telegram", accounts.channels.telegram.account);
    const trouble = createAccountTrouble(pages, logger());
    await trouble(id, "token", "401");
    await trouble(id, "token", "401");
    expect(await findPage(pages, id)).toMatchObject({ state: "stopped", stoppedFor: { code: "token", platformCode: "401" } });
    expect(await open()).toEqual([`alert ${id}|stopped`]);
    expect(lines.map((line) => [line["level"], line["account"], line["platformCode"]])).toEqual([[50, id, "401"]]);

    const watch = createWatch();
    platforms.telegram.inject({ error: { code: 401, description: "Unauthorized" } });
    await watch();
    expect(await findPage(pages, id)).toMatchObject({ state: "stopped" });
    await watch();
    expect(await findPage(pages, id)).toMatchObject({ state: "stopped" }); // asked again only after ten minutes
    now += 11 * 60_000;
    await watch();
    expect(await findPage(pages, id)).toMatchObject({ state: "on" });
    expect(resumed).toEqual([id]);
    await watch();
    expect(await open()).toEqual([]);
  });

  it("for want of quota is shown as long as it lasts", async () => {
    await add("zalo");
    await createAccountTrouble(pages, logger())("zalo:1", "quota", "-211");
    expect(await findPage(pages, "zalo:1")).toMatchObject({ state: "on" });
    expect(await open()).toEqual(["warning zalo:1|quota"]);
    const watch = createWatch();
    now = Date.now() + 0.5 * hour;
    lastEvents.set("zalo:1", now);
    await watch();
    expect(await open()).toEqual(["warning zalo:1|quota"]);
    now = Date.now() + 2 * hour;
    lastEvents.set("zalo:1", now);
    await watch();
    expect(await open()).toEqual([]);
  });
});

it("leaves alone what others raised", async () => {
  await add("zalo");
  lastEvents.set("zalo:1", start);
  await raiseAlert(pages, { page: "zalo:1", kind: "change_template_status", severity: "info" }, start);
  await createWatch()();
  expect(await open()).toEqual(["info zalo:1|change_template_status"]);
  await stopPage(pages, "zalo:1", new SendError("token"), start);
  await createWatch()();
  expect(await open()).toEqual(["alert zalo:1|stopped", "info zalo:1|change_template_status"]);
});
