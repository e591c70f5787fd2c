import { randomBytes } from "node:crypto";
import type { Connection } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  addPage, adoptEnvironment, clearAlert, createKeyRing, disconnectPage, findPage, keyIdOf, listAlerts, listPages, openPage, pageModels, PageMistake, raiseAlert, rekeyPages, resumePage, saveTokens, SealError, setSecrets, stopPage,
  type NewPage, type PageModels,
} from "../../src/pages/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

let engines: TestEngines;
let connection: Connection;
let announced: string[];
let models: PageModels;

const installation = "an-installation-secret-of-at-least-32-characters";
const key = (id: string) => ({ id, key: randomBytes(32).toString("base64") });
const ringOf = (...keys: { id: string; key: string }[]) => createKeyRing(keys.length > 0 ? keys : undefined, installation);

beforeAll(async () => {
  engines = await startEngines({ docstore: true, shared: true });
});
afterAll(() => engines.stop());
beforeEach(async () => {
  connection = await openDatabase(engines);
  announced = [];
  models = open(ringOf());
  return () => connection.close();
});

/** The room as a process with these keys and settings sees it. */
function open(keys: PageModels["keys"], environment: string[] = []): PageModels {
  for (const name of Object.keys(connection.models)) connection.deleteModel(name);
  return pageModels(connection, { keys, environment: new Set(environment), announce: async (page) => void announced.push(page) });
}

const oa: NewPage = { channel: "zalo", account: "388", name: "Đoàn xã A", secrets: { oaSecretKey: "key-of-oa", accessToken: "access-1", refreshToken: "refresh-1" }, settings: { appId: "1" } };
const id = "zalo:388";
const secretsOf = async (of = models) => openPage(of, (await findPage(of, id))!).secrets;

describe("adding an account", () => {
  it("keeps it with sealed secrets and tells the other processes", async () => {
    expect(await addPage(models, oa, 1000)).toBe("added");
    const page = (await findPage(models, id))!;
    expect(page).toMatchObject({ channel: "zalo", account: "388", unit: "doan-xa-mau", state: "on", since: 1000, revision: 1, createdAt: 1000, updatedAt: 1000 });
    expect(JSON.stringify(page)).not.toMatch(/key-of-oa|access-1|refresh-1/);
    expect(await secretsOf()).toEqual(oa.secrets);
    expect(announced).toEqual([id]);
  });

  it("again renews what is given and keeps the rest", async () => {
    await addPage(models, { ...oa, tokenExpiresAt: 5000 }, 1000);
    await stopPage(models, id, { code: "token", platformCode: "-216" }, 2000);
    await raiseAlert(models, { page: id, kind: "stopped", severity: "alert" }, 2000);
    expect(await addPage(models, { channel: "zalo", account: "388", secrets: { accessToken: "access-2" }, settings: { perSecond: 5 } }, 3000)).toBe("renewed");
    const page = (await findPage(models, id))!;
    expect(page).toMatchObject({ name: "Đoàn xã A", state: "on", since: 3000, settings: { appId: "1", perSecond: 5 }, revision: 3, updatedAt: 3000 });
    expect([page.stoppedFor, page.tokenExpiresAt]).toEqual([undefined, undefined]);
    expect(await secretsOf()).toEqual({ ...oa.secrets, accessToken: "access-2" });
    expect(await listAlerts(models)).toEqual([]);
  });

  it("is one document however many do it at once", async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => addPage(models, oa, 1000)));
    expect(results.filter((one) => one.status === "fulfilled").length).toBeGreaterThan(0);
    expect(await models.pages.countDocuments({ _id: id })).toBe(1);
    expect(await secretsOf()).toEqual(oa.secrets);
  });
});

describe("listing", () => {
  it("shows nothing of the secrets, not even sealed, and settings' accounts first", async () => {
    await addPage(models, oa, 1000);
    await addPage(models, { channel: "messenger", account: "1", name: "Ấp Bắc", secrets: { accessToken: "t" }, settings: {} }, 1000);
    models = open(ringOf(), ["telegram:9"]);
    await adoptEnvironment(models, { channel: "telegram", account: "9", secrets: { token: "9:AAF" }, settings: {} }, 1000);
    const listed = await listPages(models);
    expect(listed.map((page) => [page._id, page.origin])).toEqual([["telegram:9", "settings"], ["messenger:1", "store"], ["zalo:388", "store"]]);
    expect(JSON.stringify(listed)).not.toMatch(/secrets|v1\.|9:AAF|tokens/);
    expect((await listPages(open(ringOf()))).find((page) => page._id === "telegram:9")?.origin).toBe("gone-from-settings");
  });
});

describe("disconnecting", () => {
  it("deletes the secrets and keeps the rest, once", async () => {
    await addPage(models, oa, 1000);
    expect([await disconnectPage(models, id, 2000), await disconnectPage(models, id, 3000)]).toEqual([true, false]);
    expect(await findPage(models, id)).toMatchObject({ state: "disconnected", since: 2000, secrets: {}, name: "Đoàn xã A", settings: { appId: "1" } });
    await expect(disconnectPage(models, "zalo:1", 2000)).rejects.toThrow(PageMistake);
  });

  it("leaves the settings' own accounts to the settings", async () => {
    models = open(ringOf(), [id]);
    await adoptEnvironment(models, oa, 1000);
    await expect(disconnectPage(models, id, 2000)).rejects.toThrow(/comes from this installation's settings/);
    await expect(addPage(models, oa, 2000)).rejects.toThrow(/comes from this installation's settings/);
    models = open(ringOf());
    expect(await disconnectPage(models, id, 2000)).toBe(true);
  });
});

describe("stopping and going on", () => {
  it("happen once each, with the reason and the time", async () => {
    await addPage(models, oa, 1000);
    expect([await stopPage(models, id, { code: "token", platformCode: "-216" }, 2000), await stopPage(models, id, { code: "token" }, 3000)]).toEqual([true, false]);
    expect(await findPage(models, id)).toMatchObject({ state: "stopped", stoppedFor: { code: "token", platformCode: "-216" }, since: 2000, revision: 2 });
    expect([await resumePage(models, id, 4000), await resumePage(models, id, 5000)]).toEqual([true, false]);
    expect((await findPage(models, id))!.stoppedFor).toBeUndefined();
  });
});

describe("renewed tokens", () => {
  it("are kept by exactly one of many who renewed at the same revision", async () => {
    await addPage(models, oa, 1000);
    const saved = await Promise.all(Array.from({ length: 20 }, (_, index) => saveTokens(models, id, 1, { accessToken: `a${index}`, refreshToken: `r${index}`, expiresAt: 9000 }, 2000)));
    const winners = saved.flatMap((revision, index) => (revision === undefined ? [] : [index]));
    expect(winners).toHaveLength(1);
    expect(await secretsOf()).toEqual({ oaSecretKey: "key-of-oa", accessToken: `a${winners[0]}`, refreshToken: `r${winners[0]}` });
    expect(await findPage(models, id)).toMatchObject({ revision: 2, tokenExpiresAt: 9000 });
  });

  it("change nothing of a page that moved on or is not there", async () => {
    await addPage(models, oa, 1000);
    expect(await setSecrets(models, id, 7, { secrets: { accessToken: "x" } }, 2000)).toBeUndefined();
    expect(await setSecrets(models, "zalo:1", 1, { secrets: { accessToken: "x" } }, 2000)).toBeUndefined();
    expect(await secretsOf()).toEqual(oa.secrets);
  });
});

describe("rekeying", () => {
  const [one, two] = [key("one"), key("two")];

  it("seals all with the current key, and changes nothing the second time", async () => {
    await addPage(models, oa, 1000);
    await addPage(models, { ...oa, account: "389" }, 1000);
    models = open(ringOf(two, one));
    expect(await rekeyPages(models, 2000)).toEqual({ sealed: 2, alreadySo: 0, failed: [] });
    expect(await rekeyPages(models, 3000)).toEqual({ sealed: 0, alreadySo: 2, failed: [] });
    const page = (await findPage(models, id))!;
    expect(new Set(Object.values(page.secrets).map(keyIdOf))).toEqual(new Set(["two"]));
    expect(page).toMatchObject({ revision: 2, updatedAt: 2000 });
    // The older key may go now.
    expect(await secretsOf(open(ringOf(two)))).toEqual(oa.secrets);
  });

  it("goes on where it broke off", async () => {
    for (let account = 0; account < 12; account++) await addPage(models, { ...oa, account: String(account) }, 1000);
    models = open(ringOf(one));
    let writes = 0;
    const dying: PageModels = { ...models, announce: async () => { if (++writes === 5) throw new Error("killed"); } };
    await expect(rekeyPages(dying, 2000)).rejects.toThrow("killed");
    expect(await rekeyPages(models, 3000)).toEqual({ sealed: 7, alreadySo: 5, failed: [] });
  });

  it("loses no token that is renewed at the same time", async () => {
    await addPage(models, oa, 1000);
    models = open(ringOf(one));
    const renew = async () => {
      for (;;) {
        const page = (await findPage(models, id))!;
        if ((await saveTokens(models, id, page.revision, { accessToken: "access-new", refreshToken: "refresh-new" }, 2000)) !== undefined) return;
      }
    };
    await Promise.all([rekeyPages(models, 2000), renew(), rekeyPages(models, 2000)]);
    await rekeyPages(models, 3000);
    expect(await secretsOf(open(ringOf(one)))).toMatchObject({ accessToken: "access-new", refreshToken: "refresh-new", oaSecretKey: "key-of-oa" });
  });

  it("names what it cannot open, leaves it alone and does the others", async () => {
    models = open(ringOf(one));
    await addPage(models, oa, 1000);
    models = open(ringOf());
    await addPage(models, { ...oa, account: "389" }, 1000);
    models = open(ringOf(two));
    const before = (await findPage(models, id))!.secrets;
    expect(await rekeyPages(models, 2000)).toMatchObject({ sealed: 1, failed: [{ page: id, reason: expect.stringContaining("the key one, which is not among ENCRYPTION_KEYS") }] });
    expect((await findPage(models, id))!.secrets).toEqual(before);
    await expect(secretsOf()).rejects.toThrow(SealError);
  });
});

describe("the settings' own accounts", () => {
  it("are kept once, and again only when the settings changed", async () => {
    models = open(ringOf(), [id]);
    await Promise.all([adoptEnvironment(models, oa, 1000), adoptEnvironment(models, oa, 1000)]);
    await adoptEnvironment(models, { ...oa, secrets: { ...oa.secrets } }, 2000);
    expect(await findPage(models, id)).toMatchObject({ revision: 1, since: 1000 });
    await adoptEnvironment(models, { ...oa, secrets: { ...oa.secrets, oaSecretKey: "other-key" } }, 3000);
    expect(await secretsOf()).toMatchObject({ oaSecretKey: "other-key", accessToken: "access-1" });
  });

  it("keep tokens renewed here while the settings hold those they grew from, and take new ones from there", async () => {
    models = open(ringOf(), [id]);
    await adoptEnvironment(models, oa, 1000);
    await saveTokens(models, id, 1, { accessToken: "access-2", refreshToken: "refresh-2", expiresAt: 9000 }, 2000);
    await adoptEnvironment(models, { ...oa, secrets: { ...oa.secrets, oaSecretKey: "other-key" } }, 3000);
    expect(await secretsOf()).toEqual({ oaSecretKey: "other-key", accessToken: "access-2", refreshToken: "refresh-2" });
    expect((await findPage(models, id))!.tokenExpiresAt).toBe(9000);
    await adoptEnvironment(models, { ...oa, secrets: { oaSecretKey: "other-key", accessToken: "access-9", refreshToken: "refresh-9" } }, 4000);
    expect(await secretsOf()).toEqual({ oaSecretKey: "other-key", accessToken: "access-9", refreshToken: "refresh-9" });
    expect((await findPage(models, id))!.tokenExpiresAt).toBeUndefined();
  });
});

describe("alerts", () => {
  it("are one for each account and kind, counted, and new once, whoever raises them", async () => {
    const fresh = await Promise.all(Array.from({ length: 6 }, (_, index) => raiseAlert(models, { page: id, kind: "silent", severity: "alert", detail: `n${index}` }, 1000 + index)));
    expect(fresh.filter(Boolean)).toHaveLength(1);
    await raiseAlert(models, { page: "zalo:1", kind: "quota", severity: "warning" }, 500);
    const open = await listAlerts(models);
    expect(open.map((alert) => [alert._id, alert.count])).toEqual([["zalo:388|silent", 6], ["zalo:1|quota", 1]]);
    expect([await clearAlert(models, id, "silent"), await clearAlert(models, id, "silent")]).toEqual([true, false]);
    expect(await listAlerts(models, id)).toEqual([]);
  });
});
