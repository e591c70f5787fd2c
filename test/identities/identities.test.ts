import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codeLivesMs, expireLinkCodes, forgetIdentity, identitiesOf, identityModels, makeCode, unlink, useCode, type IdentityModels, type UseResult } from "../../src/identities/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const hour = 60 * 60_000;
const secret = "test-secret";
const [zalo, telegram, messenger, web] = ["zalo:oa:1", "telegram:bot:2", "messenger:page:3", "webchat:web:4"];
let engines: TestEngines;
let connection: Connection;
let models: IdentityModels;
let marks = 0;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => {
  connection = await openDatabase(engines);
  models = identityModels(connection);
  for (const model of Object.values(models)) await model.createIndexes();
});
afterEach(() => connection.close());

const make = (contact: string, at = now) => makeCode(models, { contact, secret, now: at });
const use = (contact: string, code: string, { at = now, mark = `m${marks++}` } = {}): Promise<UseResult> => useCode(models, { contact, code, mark, secret, now: at });
const link = async (a: string, b: string) => expect(await use(b, await make(a))).toEqual({ outcome: "linked", other: a });
const part = (contact: string, mark = `m${marks++}`) => unlink(models, { contact, mark, now });
const family = async (contact: string) => (await identitiesOf(models, contact)).sort();
const wrong = (i: number) => `22222${"3456789BCFGHJKMNPQRSTXZ"[i]!}`;

describe("a code", () => {
  it("is short, random, survives a Vietnamese keyboard, and is nowhere in the store", async () => {
    const codes = await Promise.all(Array.from({ length: 100 }, (_, i) => make(`zalo:oa:${i}`)));
    expect(new Set(codes).size).toBe(100);
    for (const code of codes) expect(code).toMatch(/^(?=.*[2-9])[2-9BCFGHJKMNP-TXZ]{6}$/);
    const kept = JSON.stringify(await models.codes.find().lean());
    for (const code of codes) expect(kept).not.toContain(code);
  });

  it("links two channels, typed with or without blanks and capitals", async () => {
    const code = await make(zalo);
    expect(await use(telegram, ` ${code.slice(0, 3).toLowerCase()} ${code.slice(3)}. `)).toEqual({ outcome: "linked", other: zalo });
    expect(await identitiesOf(models, zalo)).toEqual([zalo, telegram]);
    expect(await identitiesOf(models, telegram)).toEqual([telegram, zalo]);
    expect(await identitiesOf(models, messenger)).toEqual([messenger]);
  });

  it("works once, and the same act played again hears the same", async () => {
    const code = await make(zalo);
    const first = await use(telegram, code, { mark: "same" });
    expect(await use(telegram, code, { mark: "same" })).toEqual(first);
    expect(await use(messenger, code)).toEqual({ outcome: "expired" });
    expect(await family(zalo)).toEqual([telegram, zalo]);
  });

  it("typed on two sides at the same moment links one", async () => {
    for (let round = 0; round < 5; round++) {
      const [a, others] = [`zalo:race:${round}`, Array.from({ length: 8 }, (_, i) => `telegram:race-${round}:${i}`)];
      const code = await make(a);
      const results = await Promise.all(others.map((one) => use(one, code)));
      expect(results.map((one) => one.outcome).sort()).toEqual([...Array(7).fill("expired"), "linked"]);
      expect(await family(a)).toEqual([others[results.findIndex((one) => one.outcome === "linked")], a].sort());
    }
  });

  it("lives ten minutes", async () => {
    const code = await make(zalo);
    expect(await use(telegram, code, { at: now + codeLivesMs })).toEqual({ outcome: "expired" });
    expect(await use(messenger, await make(zalo), { at: now + codeLivesMs - 1 })).toMatchObject({ outcome: "linked" });
  });

  it("takes back the one before: one is open at a time", async () => {
    const [first, second] = [await make(zalo), await make(zalo)];
    expect(await use(telegram, first)).toEqual({ outcome: "wrong" });
    expect(await use(telegram, second)).toMatchObject({ outcome: "linked" });
  });

  it("is refused on its own channel and stays good", async () => {
    const code = await make(zalo);
    expect(await use(zalo, code)).toEqual({ outcome: "own" });
    expect(await use(telegram, code)).toMatchObject({ outcome: "linked" });
  });

  it("of somebody linked already changes nothing", async () => {
    await link(zalo, telegram);
    expect(await use(zalo, await make(telegram))).toEqual({ outcome: "already", other: telegram });
    expect(await family(zalo)).toEqual([telegram, zalo]);
  });
});

describe("guessing", () => {
  it("ends after five wrong codes an hour, also for the right one, and begins anew as they grow old", async () => {
    const code = await make(zalo);
    for (let i = 0; i < 5; i++) expect(await use(telegram, wrong(i), { at: now + i * 1000 })).toEqual({ outcome: "wrong" });
    expect(await use(telegram, code, { at: now + 5000 })).toEqual({ outcome: "too-many" });
    expect(await use(messenger, wrong(0), { at: now + 5000 })).toEqual({ outcome: "wrong" });
    expect(await use(telegram, wrong(5), { at: now + hour })).toEqual({ outcome: "wrong" });
    expect(await use(telegram, wrong(6), { at: now + hour })).toEqual({ outcome: "too-many" });
    expect(await family(telegram)).toEqual([telegram]);
  });

  it("at once gets no more tries than one by one", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => use(telegram, wrong(i))));
    expect(results.filter((one) => one.outcome === "wrong")).toHaveLength(5);
    expect(results.filter((one) => one.outcome === "too-many")).toHaveLength(15);
  });

  it("counts an act played again once, and right codes not at all", async () => {
    for (let i = 0; i < 10; i++) expect(await use(telegram, wrong(0), { mark: "same" })).toEqual({ outcome: "wrong" });
    for (let i = 0; i < 10; i++) expect(await use(telegram, await make(`zalo:oa:${i}`))).toMatchObject({ outcome: "linked" });
    for (let i = 1; i < 5; i++) expect(await use(telegram, wrong(i))).toEqual({ outcome: "wrong" });
    expect(await use(telegram, wrong(6))).toEqual({ outcome: "too-many" });
  });

  it("cannot buy tries with right codes of one's own", async () => {
    for (let i = 0; i < 5; i++) {
      await use(telegram, wrong(i));
      await use(telegram, await make(`webchat:web:${i}`));
    }
    expect(await use(telegram, wrong(6))).toEqual({ outcome: "too-many" });
  });

  it.each(["", " ", "🙂", "x".repeat(10_000), '{"$gt":""}', "\u0000"])("with %j is only wrong", async (code) => {
    await make(zalo);
    expect(await use(telegram, code)).toEqual({ outcome: "wrong" });
  });
});

describe("persons", () => {
  it("become one with everybody they had", async () => {
    await link(zalo, telegram);
    await link(messenger, web);
    await link(telegram, web);
    for (const one of [zalo, telegram, messenger, web]) expect(await family(one)).toEqual([messenger, telegram, web, zalo].sort());
    expect((await identitiesOf(models, web))[0]).toBe(web);
  });

  it("become one whatever joins at the same moment", async () => {
    const contacts = Array.from({ length: 12 }, (_, i) => `telegram:bot:${i}`);
    const codes = await Promise.all(contacts.map((one) => make(one)));
    // A ring: each types its neighbour's code, all at once.
    const results = await Promise.all(contacts.map((one, i) => use(one, codes[(i + 1) % codes.length]!)));
    for (const { outcome } of results) expect(["linked", "already"]).toContain(outcome);
    expect(await family(contacts[0]!)).toEqual([...contacts].sort());
  });

  it("let one go and stay together", async () => {
    await link(zalo, telegram);
    await link(zalo, messenger);
    await make(zalo);
    expect(await part(zalo, "go")).toBe(true);
    expect(await part(zalo, "go")).toBe(true);
    expect(await part(zalo, "again")).toBe(false);
    expect(await family(zalo)).toEqual([zalo]);
    expect(await family(telegram)).toEqual([messenger, telegram]);
    expect(await part(web)).toBe(false);
    await link(zalo, telegram);
    expect(await family(zalo)).toEqual([messenger, telegram, zalo]);
  });

  it("take the open code along when one goes", async () => {
    await link(zalo, telegram);
    const code = await make(zalo);
    await part(zalo);
    expect(await use(messenger, code)).toEqual({ outcome: "wrong" });
  });

  it("forget one without a trace and keep the others together", async () => {
    await link(zalo, telegram);
    await link(zalo, messenger);
    const code = await make(zalo);
    await use(zalo, wrong(0));
    for (let again = 0; again < 2; again++) await forgetIdentity(models, zalo);
    const all = await Promise.all([models.persons.find().lean(), models.identities.find().lean(), models.codes.find().lean(), models.tries.find().lean()]);
    expect(JSON.stringify(all)).not.toContain(zalo);
    expect(await family(telegram)).toEqual([messenger, telegram]);
    expect(await family(zalo)).toEqual([zalo]);
    expect(await use(web, code)).toEqual({ outcome: "wrong" });
  });
});

it("codes and tries that count no more are cleared away, the others stay", async () => {
  await make(zalo);
  await use(telegram, wrong(0));
  await make(messenger, now + hour);
  await use(web, wrong(1), { at: now + hour });
  expect(await expireLinkCodes(models, now + codeLivesMs + 1)).toBe(2);
  expect((await models.codes.find().lean()).map((one) => one._id)).toEqual([messenger]);
  expect((await models.tries.find().lean()).map((one) => one._id)).toEqual([web]);
});
