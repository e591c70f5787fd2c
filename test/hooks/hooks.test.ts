import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHook, deliverDue, forgetEvents, hookModels, HookMistake, listHooks, raiseEvent, type HookModels } from "../../src/hooks/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const key = "a key of this test of more than thirty-two letters";
type Got = { headers: IncomingMessage["headers"]; body: string };
let engines: TestEngines;
let hooks: HookModels;
let server: Server;
let url: string;
let got: Got[];
let answer: (got: Got) => { status: number; headers?: Record<string, string> };
let now = 1_700_000_000_000;
beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => {
  hooks = hookModels(await openDatabase(engines));
  await hooks.hooks.createIndexes();
  await hooks.deliveries.createIndexes();
  [got, answer] = [[], () => ({ status: 200 })];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      got.push(one);
      const { status, headers } = answer(one);
      response.writeHead(status, headers).end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(() => new Promise((closed) => server.close(closed)));

const make = (more: { events?: string[]; commune?: string; url?: string; allowPrivate?: boolean } = {}) => createHook(hooks, { name: "Sổ", url, events: ["person.created"], createdBy: "t", key, allowPrivate: true, now, ...more });
const raise = (id: string, more: { event?: string; commune?: string } = {}) => raiseEvent(hooks, { id, event: "person.created", commune: "xa-a", subject: { kind: "person", id: `p-${id}` }, at: now, ...more });
const deliver = (more = {}) => deliverDue({ hooks, key, allowPrivate: true, now: () => now, ...more });

describe("news for other programs", () => {
  it("are signed, once each, and only what was asked for", async () => {
    const { secret } = await make({ commune: "xa-a" });
    for (const [id, more] of [["e1", {}], ["e1", {}], ["e2", { event: "club.created" }], ["e3", { commune: "xa-b" }]] as const) await raise(id, more);
    expect((await Promise.all([deliver(), deliver(), deliver()])).reduce((sum, count) => sum + count)).toBe(1);
    expect(got).toHaveLength(1);
    const { headers, body } = got[0]!;
    expect(JSON.parse(body)).toEqual({ id: "e1", event: "person.created", at: new Date(now).toISOString(), commune: "xa-a", subject: { kind: "person", id: "p-e1" } });
    const signed = createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64")).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signed}`);
    expect(await deliver()).toBe(0);
    expect(JSON.stringify(await hooks.hooks.find().lean())).not.toContain(secret.slice(6));
  });
  it("are tried again in order, later and later, as the other side asks", async () => {
    await make();
    await raise("e1");
    now += 1;
    await raise("e2");
    answer = () => ({ status: 503, headers: { "retry-after": "120" } });
    expect(await deliver()).toBe(0);
    expect(got).toHaveLength(1);
    now += 30_000;
    answer = () => ({ status: 200 });
    expect(await deliver()).toBe(1); // what came after
    now += 60_000;
    expect(await deliver()).toBe(0);
    now += 40_000;
    expect(await deliver()).toBe(1);
    expect(got.map(({ body }) => JSON.parse(body).id)).toEqual(["e1", "e2", "e1"]);
  });
  it("stop where the address is gone, after days of failing, and for redirects", async () => {
    await make();
    await raise("e1");
    answer = () => ({ status: 302, headers: { location: `${url}/elsewhere` } });
    expect(await deliver()).toBe(0);
    answer = () => ({ status: 500 });
    for (let day = 0; day < 7; day++) {
      now += 86_400_000;
      await raise(`later-${day}`);
      await deliver();
    }
    expect(await listHooks(hooks)).toMatchObject([{ active: false, off: "failing" }]);
    expect(got.every(({ headers }) => headers.host === new URL(url).host)).toBe(true);
    const { hook } = await make();
    await raise("e9");
    answer = () => ({ status: 410 });
    await deliver();
    expect(await hooks.hooks.findById(hook._id).lean()).toMatchObject({ active: false, off: "gone" });
  });
  it("never go to inner addresses unless that was allowed, nor to made-up ones", async () => {
    await make();
    await raise("e1");
    expect(await deliver({ allowPrivate: false })).toBe(0);
    expect(got).toEqual([]);
    for (const wrong of ["http://example.vn", "https://a:b@example.vn", "ftp://x", "javascript:alert(1)", "nothing"]) await expect(make({ url: wrong, allowPrivate: false })).rejects.toThrow(HookMistake);
  });
  it("about somebody who was forgotten are not sent", async () => {
    await make();
    await raise("e1");
    await forgetEvents(hooks, { kind: "person", id: "p-e1" });
    expect(await deliver()).toBe(0);
    expect(got).toEqual([]);
  });
});
