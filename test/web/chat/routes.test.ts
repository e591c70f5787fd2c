import { createHmac } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../kit/until.ts";
import { secret, startChatWorld, type ChatWorld } from "./chat-world.ts";
import { idOf, visit, withCookie, type Visitor } from "./visitor.ts";

let world: ChatWorld;
beforeAll(async () => void (world = await startChatWorld(async (event, say) => {
  if (event.input.kind === "text") await say(`Bạn viết: ${event.input.text}`);
  if (event.input.kind === "press") await say(`Bạn bấm: ${event.input.payload}`);
})));
afterAll(() => world.stop());

const takenFrom = (visitor: Visitor) => world.taken.filter((event) => event.contact === `webchat:web:${idOf(visitor)}`);
const keptOf = async (visitor: Visitor) => (await world.mailbox.last(idOf(visitor), 300)).map((entry) => `${entry.from}: ${entry.text}`);
const errorOf = async (response: Response) => ((await response.json()) as { error: string }).error;

describe("the visitor's cookie", () => {
  it("is anonymous, signed, out of reach of scripts, and stays the same from visit to visit", async () => {
    const page = await fetch(world.url);
    const cookie = page.headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/^cn_visitor=[\w-]{22}\.[\w-]{43}; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const again = await fetch(world.url, { headers: { cookie: cookie.split(";")[0]! } });
    expect(again.headers.getSetCookie()[0]!.split(";")[0]).toBe(cookie.split(";")[0]);
  });

  it("is only sent over https where the service is reached over https", async () => {
    const other = await world.serve({ publicUrl: "https://doan.example.vn" });
    const page = await fetch(other.url);
    expect(page.headers.getSetCookie()[0]).toContain("; Secure");
    await other.stop();
  });

  it("gives whoever forges it a new one, and lets them say nothing", async () => {
    const lan = await visit(world.url);
    await lan.post({ id: "message-1", text: "riêng tư" });
    const id = idOf(lan);
    const signed = (key: string, label: string) => createHmac("sha256", key).update(`${label}${id}`).digest("base64url");
    const forged = [id, `${id}.`, `${id}.x`, `${id}.${signed("another key", "visitor:")}`, `${id}.${signed(secret, "")}`, `${id.startsWith("A") ? "B" : "A"}${id.slice(1)}.${signed(secret, "visitor:")}`, `.${signed(secret, "visitor:")}`, "%", "a".repeat(3000), `${id}.${"é".repeat(43)}`];
    for (const value of forged) {
      const thief = withCookie(world.url, `cn_visitor=${encodeURIComponent(value)}`);
      expect((await thief.post({ id: "message-2", text: "của ai?" })).status).toBe(401);
      expect((await thief.get("/chat/history")).status).toBe(401);
      expect(await thief.hear().status).toBe(401);
      const page = await thief.get("/");
      expect(page.headers.getSetCookie()[0]).not.toContain(id);
      expect(await page.text()).not.toContain("riêng tư");
    }
  });
});

describe("what a visitor says", () => {
  it("is taken once, however often it is sent, and stands above its answer", async () => {
    const lan = await visit(world.url);
    const answers = await Promise.all([1, 2, 3].map(() => lan.post({ id: "same-id-1", text: "  xin chào " })));
    expect(answers.map((one) => one.status)).toEqual([202, 202, 202]);
    await until("the bot answers", async () => (await keptOf(lan)).length === 2);
    expect(await keptOf(lan)).toEqual(["me: xin chào", "bot: Bạn viết: xin chào"]);
    expect(takenFrom(lan)).toHaveLength(1);
    expect(takenFrom(lan)[0]!.profile).toEqual({ locale: "vi" });
  });

  it("is kept by the label when it is a button, and by nothing when it is the beginning", async () => {
    const lan = await visit(world.url);
    await lan.post({ id: "press-1", payload: "#c:1:0", title: "Có, mình đồng ý" });
    await lan.post({ id: "start-1", start: "thon-dong" });
    await until("both are taken", () => takenFrom(lan).length === 2);
    expect(takenFrom(lan).map((event) => event.input)).toEqual([{ kind: "press", payload: "#c:1:0", title: "Có, mình đồng ý" }, { kind: "start", ref: "thon-dong" }]);
    expect((await keptOf(lan))[0]).toBe("me: Có, mình đồng ý");
  });

  it("may be sent again after the service failed half-way, and is one bubble and one event then", async () => {
    const lan = await visit(world.url);
    world.fault.error = new Error("redis is away");
    expect((await lan.post({ id: "half-way-1", text: "nghe không?" })).status).toBe(500);
    delete world.fault.error;
    expect((await lan.post({ id: "half-way-1", text: "nghe không?" })).status).toBe(202);
    await until("the bot answers", async () => (await keptOf(lan)).length === 2);
    expect(await keptOf(lan)).toEqual(["me: nghe không?", "bot: Bạn viết: nghe không?"]);
  });

  it("can never name another visitor", async () => {
    const [lan, minh] = [await visit(world.url), await visit(world.url)];
    expect((await lan.post({ id: "message-9", text: "a", visitor: idOf(minh) })).status).toBe(400);
    expect(takenFrom(minh)).toEqual([]);
  });

  it("is refused in the reader's language when it makes no sense", async () => {
    const lan = await visit(world.url);
    const wrong: unknown[] = [{}, { id: "message-1" }, { text: "không có id" }, { id: "", text: "a" }, { id: "x".repeat(65), text: "a" }, { id: "a:b:c:d", text: "a" }, { id: "message-1", text: " \n " }, { id: "message-1", text: 7 }, { id: "message-1", text: "a", payload: "b" }, [], "null", "{", "7", { id: "message-1", start: "a b" }, { id: "message-1", payload: "x".repeat(65) }];
    for (const body of wrong) {
      const answer = await lan.post(body, { "accept-language": "en-GB" });
      expect([answer.status, await errorOf(answer)], JSON.stringify(body)).toEqual([400, "This message could not be read. Please write it again."]);
    }
    expect(takenFrom(lan)).toEqual([]);
  });

  it("is refused when it is too long, as letters or as bytes", async () => {
    const lan = await visit(world.url);
    for (const text of ["a".repeat(4001), "ộ".repeat(9000)]) {
      const answer = await lan.post({ id: "message-1", text });
      expect(answer.status).toBe(413);
      expect(await errorOf(answer)).toContain("4.000");
    }
    expect((await lan.post({ id: "message-1", text: "ộ".repeat(4000) })).status).toBe(202);
  });

  it("is refused as another content type, from another page, or packed", async () => {
    const lan = await visit(world.url);
    const body = JSON.stringify({ id: "message-1", text: "a" });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) expect((await lan.post(body, { "content-type": type })).status).toBe(415);
    expect((await lan.post(body, { "content-encoding": "gzip" })).status).toBe(415);
    for (const origin of ["https://evil.example", "null", world.url.replace("http:", "https:"), `${world.url}.evil.example`]) expect((await lan.post(body, { origin })).status).toBe(403);
    for (const site of ["cross-site", "same-site", "none"]) expect(await rawPost(lan, body, { "sec-fetch-site": site, origin: world.url })).toBe(403);
    expect(await errorOf(await lan.post(body, { origin: "https://evil.example", "accept-language": "en" }))).toBe("This request did not come from the chat page, so it was not taken. Please reload the page.");
    expect(await errorOf(await lan.post(body, { "content-type": "text/plain" }))).toBe("Mình không đọc được tin này. Bạn viết lại giúp mình nhé.");
    expect(takenFrom(lan)).toEqual([]);
    expect((await lan.post(body, { origin: world.url })).status).toBe(202);
    expect(await rawPost(lan, body, { "sec-fetch-site": "same-origin" })).toBe(202);
  });

  it("is slowed down with a friendly word and the time to wait, per visitor and per address", async () => {
    const other = await world.serve({ limits: { perVisitorAMinute: 3, perAddressAMinute: 1000 } });
    const lan = await visit(other.url);
    const answers: Response[] = [];
    for (let at = 0; at < 5; at += 1) answers.push(await lan.post({ id: `message-${at}`, text: "a" }));
    expect(answers.map((one) => one.status)).toEqual([202, 202, 202, 429, 429]);
    expect(Number(answers[3]!.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await errorOf(answers[3]!)).toBe("Bạn nhắn nhanh quá, chờ một chút rồi gửi lại nhé.");
    expect((await (await visit(other.url)).post({ id: "message-0", text: "a" })).status).toBe(202);
    await other.stop();
    const strict = await world.serve({ limits: { perAddressAMinute: 1 } });
    expect((await (await visit(strict.url)).post({ id: "message-0", text: "a" })).status).toBe(429);
    await strict.stop();
  });
});

describe("what a visitor hears", () => {
  it("goes on after Last-Event-ID, nothing lost and nothing doubled, whichever process answers", async () => {
    const other = await world.serve();
    const lan = await visit(world.url);
    const heard: string[] = [];
    const writing = (async () => {
      for (let at = 0; at < 120; at += 1) await world.mailbox.append(idOf(lan), { from: "bot", text: `t${at}`, at, ref: `t${at}` });
    })();
    let last: string | undefined;
    for (let round = 0; heard.length < 120; round += 1) {
      const stream = withCookie(round % 2 ? other.url : world.url, lan.cookie).hear(last);
      const wanted = Math.min(120, heard.length + 17) - heard.length;
      await until("more is heard", () => stream.heard.filter((one) => one.id).length >= wanted);
      stream.stop();
      await stream.over;
      const news = stream.heard.filter((one) => one.id);
      heard.push(...news.map((one) => (JSON.parse(one.data) as { text: string }).text));
      last = news.at(-1)!.id;
    }
    await writing;
    expect(heard).toEqual(Array.from({ length: 120 }, (_, at) => `t${at}`));
    await other.stop();
  });

  it("comes at once, as events a proxy does not hold back", async () => {
    const lan = await visit(world.url);
    const response = await lan.get("/chat/events");
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    expect(response.headers.get("cache-control")).toContain("no-transform");
    await response.body?.cancel();
    const stream = lan.hear();
    await lan.post({ id: "message-1", text: "alo" });
    await until("the answer is heard", () => stream.heard.length === 2);
    const [own, answer] = stream.heard.map((one) => JSON.parse(one.data) as Record<string, unknown>);
    expect(own).toMatchObject({ from: "me", text: "alo", ref: "message-1" });
    expect(answer).toEqual({ id: stream.heard[1]!.id, from: "bot", text: "Bạn viết: alo", choices: [], at: expect.any(Number) });
    stream.stop();
  });

  it("is nobody else's", async () => {
    const [lan, minh] = [await visit(world.url), await visit(world.url)];
    const streams = [lan.hear(), minh.hear()];
    await Promise.all(streams.map((stream) => stream.status));
    await lan.post({ id: "message-1", text: "của Lan" });
    await until("Lan hears", () => streams[0]!.heard.length === 2);
    expect(streams[1]!.heard).toEqual([]);
    expect(await (await minh.get("/chat/history")).text()).not.toContain("của Lan");
    streams.forEach((stream) => stream.stop());
  });

  it("lets the oldest of too many pages go, and refuses too many from one address", async () => {
    const other = await world.serve({ limits: { streamsPerVisitor: 2, streamsPerAddress: 4 } });
    const lan = await visit(other.url);
    const first = lan.hear();
    await first.status;
    const later = [lan.hear(), lan.hear()];
    await Promise.all(later.map((stream) => stream.status));
    await first.over;
    expect(first.heard.at(-1)!.event).toBe("enough");
    const others = [(await visit(other.url)).hear(), (await visit(other.url)).hear()];
    expect(await Promise.all(others.map((stream) => stream.status))).toEqual([200, 200]);
    expect(await (await visit(other.url)).hear().status).toBe(429);
    [...later, ...others].forEach((stream) => stream.stop());
    await other.stop();
  });

  it("ends politely when the service stops, and the listeners with it", async () => {
    const other = await world.serve();
    const lan = await visit(other.url);
    const stream = lan.hear();
    expect(await stream.status).toBe(200);
    const began = Date.now();
    await other.stop();
    await stream.over;
    expect(Date.now() - began).toBeLessThan(2000);
    await until("nobody listens", async () => (await world.redis.pubsub("CHANNELS", `*${idOf(lan)}*`))!.length === 0);
  });

  it("is wiped from open pages when the person deletes their data", async () => {
    const lan = await visit(world.url);
    await lan.post({ id: "message-1", text: "xóa đi" });
    const stream = lan.hear();
    await until("the past is heard", () => stream.heard.length === 2);
    await world.mailbox.forget(idOf(lan));
    await world.mailbox.append(idOf(lan), { from: "bot", text: "Đã xóa.", at: 1, ref: "gone" });
    await until("the page is told", () => stream.heard.length === 4);
    expect([stream.heard[2]!.event, stream.heard[3]!.data.includes("Đã xóa.")]).toEqual(["forgotten", true]);
    stream.stop();
  });

  it("can be read page by page", async () => {
    const lan = await visit(world.url);
    for (let at = 0; at < 70; at += 1) await world.mailbox.append(idOf(lan), { from: "bot", text: `t${at}`, at, ref: `t${at}` });
    type Page = { entries: { id: string; text: string }[]; more: boolean };
    const texts: string[] = [];
    let page = (await (await lan.get("/chat/history")).json()) as Page;
    for (;;) {
      texts.unshift(...page.entries.map((entry) => entry.text));
      if (!page.more) break;
      page = (await (await lan.get(`/chat/history?before=${page.entries[0]!.id}`)).json()) as Page;
    }
    expect(texts).toEqual(Array.from({ length: 70 }, (_, at) => `t${at}`));
    expect(((await (await lan.get("/chat/history?before=nonsense")).json()) as Page).entries).toHaveLength(50);
  });
});

/** `fetch` sets Sec-Fetch-Site itself; a browser's word has to be said by hand. */
function rawPost(visitor: Visitor, body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${world.url}/chat/messages`, { method: "POST", headers: { cookie: visitor.cookie, "content-type": "application/json", ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
