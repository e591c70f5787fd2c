import express from "express";
import { Redis } from "ioredis";
import { createConnection } from "node:net";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/core/inbound-event.ts";
import { mediaOf, mediaRoom, openFlowMedia, type MediaRoom } from "../../src/media/index.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { WebchatMailbox } from "../../src/storage/webchat-mailbox.ts";
import { VisitorCookie } from "../../src/web/chat/visitor-cookie.ts";
import { VisitorTokens } from "../../src/web/chat/visitor-token.ts";
import { mediaRoutes } from "../../src/web/media.ts";
import { listen, type Listening } from "../../src/web/server.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";
import { until } from "../kit/until.ts";
import { docx, pdf, photo } from "../media/samples.ts";

const secret = "a secret of at least thirty-two characters";
const megabyte = 1_048_576;
let engines: TestEngines;
let redis: Redis;
let mailbox: WebchatMailbox;
let room: MediaRoom;
let web: Listening;
let picture: Buffer;
const taken: InboundEvent[] = [];
const fault: { error?: Error } = {};
const failed: unknown[] = [];
let flowFile = "";

beforeAll(async () => {
  engines = await startEngines({ redis: true, docstore: true, shared: true });
  redis = new Redis(engines.redisUrl, { maxRetriesPerRequest: null });
  mailbox = new WebchatMailbox(redis, "test:chat:");
  room = mediaRoom(await openDatabase(engines), join(engines.dataDir, "media"));
  picture = await photo();
  const folder = join(engines.dataDir, "flow-media");
  mkdirSync(folder);
  writeFileSync(join(folder, "rules.pdf"), pdf());
  writeFileSync(join(folder, "poster.jpg"), picture);
  const flowMedia = openFlowMedia({ folder, sources: [{ kind: "file", source: "rules.pdf" }, { kind: "image", source: "poster.jpg" }], publicUrl: "https://bot.example.vn", warn: () => {} });
  flowFile = new URL(flowMedia.outbound({ kind: "file", source: "rules.pdf" }, "zalo")!.url).pathname;
  const app = express().set("trust proxy", "loopback").set("query parser", "simple");
  app.get("/", (request, response) => void response.send(new VisitorCookie(secret, undefined).ensure(request, response)));
  const intake = async (events: InboundEvent[]): Promise<number> => {
    if (fault.error) throw fault.error;
    return taken.push(...events);
  };
  app.use(mediaRoutes({
    room, mailbox, intake, secret, redis, flowMedia, prefix: "test:", publicUrl: undefined, defaultLocale: "vi", metrics: createMetrics(), texts: loadTexts(resolve(import.meta.dirname, "../../locales")),
    maxBytes: 2 * megabyte, hasPage: (account) => account === "web" || account === "school", limits: { perVisitorAMinute: 5 },
  }));
  app.use((_request, response) => void response.status(404).end());
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    failed.push(error);
    response.status(500).end();
  });
  web = await listen(app, "127.0.0.1", 0);
});
afterAll(async () => {
  await web.stop();
  redis.disconnect();
  await engines.stop();
});
beforeEach(() => {
  taken.length = 0;
  failed.length = 0;
  delete fault.error;
});

type Visitor = { cookie: string; id: string; contact: string; post(body: Buffer, headers?: Record<string, string>): Promise<Response> };

async function visit(): Promise<Visitor> {
  const cookie = (await fetch(web.url)).headers.getSetCookie()[0]!.split(";")[0]!;
  const id = cookie.slice("cn_visitor=".length).split(".")[0]!;
  const post = (body: Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${web.url}/chat/files`, { method: "POST", headers: { cookie, "content-type": "image/jpeg", "x-file-id": "a1", ...headers }, body: new Uint8Array(body) });
  return { cookie, id, contact: `webchat:web:${id}`, post };
}

describe("a file from the chat page", () => {
  it("is cleaned and kept, shown as the visitor's own line, and becomes an event", async () => {
    const lan = await visit();
    const answer = await lan.post(picture, { "x-file-name": encodeURIComponent("đường hỏng.png"), "accept-language": "en" });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ kind: "image", name: "đường hỏng.jpg" });
    expect(taken).toMatchObject([{ id: `webchat:web:${lan.id}:a1`, contact: lan.contact, input: { kind: "media", media: "image" }, profile: { locale: "en" } }]);
    const [kept] = await mediaOf(room, lan.contact);
    expect(kept).toMatchObject({ state: "kept", event: taken[0]!.id, type: "image/jpeg" });
    expect((await sharp(readFileSync(join(room.folder, kept!.path!))).metadata()).exif).toBeUndefined();
    expect(await mailbox.last(lan.id)).toMatchObject([{ from: "me", text: "📷 đường hỏng.jpg" }]);
  });

  it("sent again after a lost answer is the same file, line and event", async () => {
    const lan = await visit();
    fault.error = new Error("the intake is away");
    expect((await lan.post(picture)).status).toBe(500);
    delete fault.error;
    expect((await lan.post(picture)).status).toBe(202);
    expect((await lan.post(picture)).status).toBe(202);
    expect(await mediaOf(room, lan.contact)).toHaveLength(1);
    expect(await mailbox.last(lan.id)).toHaveLength(1);
    expect(new Set(taken.map((event) => event.id)).size).toBe(1);
  });

  it("may come from a widget on another website", async () => {
    const token = new VisitorTokens(secret).issue("school");
    const answer = await fetch(`${web.url}/chat/files`, { method: "POST", headers: { "x-visitor": token, "x-file-id": "w1" }, body: new Uint8Array(docx()) });
    expect(answer.status).toBe(202);
    expect(taken[0]).toMatchObject({ contact: expect.stringMatching(/^webchat:school:/) as string, input: { media: "file" } });
    const gone = new VisitorTokens(secret).issue("closed-school");
    expect((await fetch(`${web.url}/chat/files`, { method: "POST", headers: { "x-visitor": gone, "x-file-id": "w1" }, body: new Uint8Array(pdf()) })).status).toBe(401);
  });

  it.each<[string, number, (lan: Visitor) => Promise<Response>]>([
    ["without a cookie", 401, (lan) => lan.post(picture, { cookie: "" })],
    ["with a cookie somebody made", 401, (lan) => lan.post(picture, { cookie: `cn_visitor=${"a".repeat(22)}.${"b".repeat(43)}` })],
    ["from another website", 403, (lan) => lan.post(picture, { "sec-fetch-site": "cross-site" })],
    ["from another origin", 403, (lan) => lan.post(picture, { origin: "https://evil.example" })],
    ["without an id, as a form would send it", 400, (lan) => lan.post(picture, { "x-file-id": "" })],
    ["with an id that is none", 400, (lan) => lan.post(picture, { "x-file-id": "a/../b" })],
    ["that is packed", 400, (lan) => lan.post(picture, { "content-encoding": "gzip" })],
    ["that is a program", 415, (lan) => lan.post(Buffer.concat([Buffer.from("MZ"), Buffer.alloc(300)]))],
    ["that is a page with a picture's name", 415, (lan) => lan.post(Buffer.from("<html><script>1</script>"), { "x-file-name": "a.jpg" })],
    ["that is empty", 415, (lan) => lan.post(Buffer.alloc(0))],
    ["that says it is too large", 413, (lan) => lan.post(Buffer.alloc(3 * megabyte))],
  ])("%s is refused in the reader's language, and nothing is kept", async (_what, status, post) => {
    const lan = await visit();
    const answer = await post(lan);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { error: string }).error).toMatch(/[àáạảãâầấậẩẫăằắèéẹêềếểôồốơớợờưứừữđìíòóùú]/i);
    expect([await mediaOf(room, lan.contact), await mailbox.last(lan.id), taken, failed]).toEqual([[], [], [], []]);
  });

  it("that is too large without saying so is cut off, and the sender hears why", async () => {
    const lan = await visit();
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        if (sent >= 5 * megabyte) return controller.close();
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const init = { method: "POST", headers: { cookie: lan.cookie, "x-file-id": "big" }, body: endless, duplex: "half" };
    const answer = await fetch(`${web.url}/chat/files`, init as RequestInit);
    expect(answer.status).toBe(413);
    expect(await mediaOf(room, lan.contact)).toEqual([]);
  });

  it("that breaks off in the middle leaves nothing behind", async () => {
    const lan = await visit();
    const { hostname, port } = new URL(web.url);
    const socket = createConnection(Number(port), hostname);
    socket.write(`POST /chat/files HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${lan.cookie}\r\nX-File-Id: cut\r\nContent-Length: 100000\r\n\r\n`);
    socket.write(picture.subarray(0, 300));
    const incoming = join(room.folder, "incoming");
    await until("the upload has begun", () => readdirSync(incoming).length > 0);
    socket.destroy();
    await until("what came of it is gone", () => readdirSync(incoming).length === 0);
    expect(await mediaOf(room, lan.contact)).toEqual([]);
  });

  it("is one of a few a minute", async () => {
    const lan = await visit();
    const answers = [];
    for (let count = 0; count < 6; count++) answers.push(await lan.post(pdf(), { "x-file-id": `n${count}` }));
    expect(answers.map((one) => one.status)).toEqual([202, 202, 202, 202, 202, 429]);
    expect(Number(answers[5]!.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a file of a flow", () => {
  it("is served to everybody, for ever, and does nothing in a browser", async () => {
    const answer = await fetch(`${web.url}${flowFile}`);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(pdf())).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/pdf", "cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff", "content-disposition": "attachment", "content-security-policy": "default-src 'none'; sandbox",
    });
    expect((await fetch(`${web.url}${flowFile}`, { method: "HEAD" })).status).toBe(200);
  });

  it.each(["/files/../../etc/passwd", "/files/%2e%2e/secret-key", "/files/x/..%2f..%2fsecret-key", "/files/x/rules.pdf", "/files/x", "/files/", "/media/", "/files/x/%00"])("never is another one: %s", async (path) => {
    expect((await fetch(`${web.url}${path}`)).status).toBe(404);
  });

  it("that people sent is behind no address", async () => {
    const lan = await visit();
    await lan.post(picture);
    const [kept] = await mediaOf(room, lan.contact);
    for (const path of [`/files/${kept!.path}`, `/files/${kept!.sha256!.slice(0, 32)}/${kept!.name}`, `/media/${kept!.path}`, `/${kept!.path}`]) expect((await fetch(`${web.url}${path}`)).status).toBe(404);
  });
});
