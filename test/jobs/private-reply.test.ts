import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createMessengerChannel, type MessengerSettings } from "../../src/channels/messenger/index.ts";
import { createPrivateReply, type CommentNote, type PrivateReplyPorts } from "../../src/jobs/private-reply.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";

const day = 86_400_000;
const texts = loadTexts(new URL("../../locales", import.meta.url).pathname);
let engines: TestEngines;
let platform: MessengerPlatform;
let ports: PrivateReplyPorts;
let comments = 0;

const pageWith = (more: Partial<MessengerSettings> = {}) => createMessengerChannel({ ...platform.settings, accessToken: platform.settings.token, apiUrl: platform.url, timeoutMs: 300, ...more });

beforeAll(async () => {
  engines = await startEngines({ redis: true });
  platform = await startMessengerPlatform();
  ports = { redis: connectRedis(engines.redisUrl), prefix: "t:", channel: () => pageWith(), text: texts.text, locale: "vi", metrics: createMetrics(), logger: pino({ level: "silent" }) };
});
beforeEach(() => {
  platform.messages.length = 0;
  platform.violations.length = 0;
});
afterAll(async () => {
  ports.redis.disconnect();
  await platform.stop();
  await engines.stop();
});

/** A comment as the platform tells of it and as parse reads it. */
function comment(options: Parameters<MessengerPlatform["comment"]>[1] = {}): CommentNote {
  const { body } = platform.comment(`1_${(comments += 1)}`, options);
  return pageWith().parse(JSON.parse(body), Date.now()).notes[0] as CommentNote;
}

const reply = (more: Partial<PrivateReplyPorts> = {}) => createPrivateReply({ ...ports, ...more });

it("invites whoever commented into a flow, privately, without repeating their words", async () => {
  await reply()(comment({ psid: "7001", message: "em bị ba đánh, ai giúp với" }));
  expect(platform.messages).toHaveLength(1);
  const [said] = platform.messages;
  expect(said).toMatchObject({ to: "7001", choices: [{ label: "Menu", payload: "#f:menu" }, { label: "Tham gia CLB", payload: "#f:join-club" }, { label: "Đăng ký đối thoại", payload: "#f:register-dialogue" }] });
  expect(said!.text).toMatch(/trợ lý tự động[\s\S]*bình luận/);
  expect(said!.text).not.toContain("ba đánh");
  await reply({ locale: "en" })(comment());
  expect(platform.messages[1]!.text).toMatch(/automatic assistant/);
  expect(platform.violations).toEqual([]);
});

it("answers once, however often and from how many processes it is told", async () => {
  const note = comment();
  const workers = Array.from({ length: 12 }, () => reply());
  await Promise.all(workers.map((work) => work(note)));
  for (const work of workers) await work({ ...note, id: `${note.id}-again` });
  expect(platform.messages).toHaveLength(1);
  expect(platform.violations).toEqual([]);
});

it("never answers a second time when the outcome is unknown, nor after a crash in the middle", async () => {
  for (const injection of [{ hang: true, taken: true }, { hang: true }, { close: true, taken: true }, { close: true }, { status: 504 }]) {
    const note = comment();
    platform.inject(injection);
    await reply()(note);
    const before = platform.calls;
    await reply()(note);
    expect(platform.calls).toBe(before);
  }
  const note = comment();
  const dying = pageWith();
  dying.send = () => new Promise(() => {});
  void reply({ channel: () => dying })(note);
  await expect.poll(() => ports.redis.exists(`t:private-reply:${platform.settings.pageId}:${note.commentId}`)).toBe(1);
  await reply()(note);
  expect(platform.messages.length).toBeLessThanOrEqual(2);
  expect(platform.violations).toEqual([]);
});

it("tries again what certainly did not leave, and says so to the note's own tries", async () => {
  const note = comment();
  await expect(reply({ channel: () => pageWith({ apiUrl: "http://127.0.0.1:9" }) })(note)).rejects.toMatchObject({ code: "network" });
  platform.inject({ error: { code: 613 } });
  await expect(reply()(note)).rejects.toMatchObject({ code: "throttled" });
  await reply()(note);
  expect(platform.messages).toHaveLength(1);
});

it("gives up what Meta refuses", async () => {
  for (const error of [{ code: 10 }, { code: 551 }, { code: 100 }, { code: 190 }]) {
    const note = comment();
    platform.inject({ error });
    await reply()(note);
    const before = platform.calls;
    await reply()(note);
    expect(platform.calls).toBe(before);
  }
  expect(platform.messages).toEqual([]);
});

it("leaves alone: comments of 7 days ago, the page's own, pages that want none, and what is no page", async () => {
  const before = platform.calls;
  await reply()(comment({ at: Date.now() - 7 * day }));
  const { pageId } = platform.settings;
  await reply()({ ...comment(), contact: `messenger:${pageId}:c-${pageId}` });
  await reply({ channel: () => pageWith({ privateReplies: false }) })(comment());
  await reply({ channel: () => undefined })(comment());
  await reply({ text: () => undefined })(comment());
  expect(platform.calls).toBe(before);
  await reply()(comment({ at: Date.now() - 6.9 * day }));
  expect(platform.messages).toHaveLength(1);
});

it("remembers for longer than Meta would take one", async () => {
  const note = comment();
  await reply()(note);
  const [key] = await ports.redis.keys(`t:private-reply:*:${note.commentId}`);
  expect(await ports.redis.ttl(key!)).toBeGreaterThan(7.9 * 86_400);
});

it("answers comments whose writer Meta does not name", async () => {
  await reply()(comment({ from: null, message: null }));
  expect(platform.messages).toHaveLength(1);
});
