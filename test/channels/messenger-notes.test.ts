import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Channel } from "../../src/channels/contract.ts";
import { createMessengerChannel, type MessengerChannel, type MessengerSettings } from "../../src/channels/messenger/index.ts";
import { markedId, messageMark } from "../../src/channels/messenger/mark.ts";
import type { PlatformNote } from "../../src/core/platform-note.ts";
import { pageInbox, startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";
import type { SignedRequest } from "../kit/platforms/signed-request.ts";
import { RandomInput } from "./random-input.ts";

let platform: MessengerPlatform;
let page: MessengerChannel;
const pageWith = (more: Partial<MessengerSettings> = {}) => createMessengerChannel({ ...platform.settings, accessToken: platform.settings.token, apiUrl: platform.url, ...more });
beforeAll(async () => {
  platform = await startMessengerPlatform();
  page = pageWith();
});
afterAll(() => platform.stop());

/** What a signed webhook is to a page. */
function told(request: SignedRequest, by: Channel = page): PlatformNote[] {
  const verdict = by.verify({ headers: request.headers, body: Buffer.from(request.body) }, Date.now());
  if (!verdict.ok) throw new Error(verdict.reason);
  const { notes, unknown } = by.parse(verdict.body, Date.now());
  expect(unknown).toBe(0);
  return notes;
}

async function send(text: string, id = "event-9#0", by: Channel = page): Promise<void> {
  for (const call of by.render({ id, to: `messenger:${page.account}:7001`, text, urgency: "reply" })) await by.send(call);
}

describe("the mark in a message's metadata", () => {
  const key = { pageId: "1", appSecret: "secret" };

  it("gives the id back, whatever the id is made of", () => {
    for (const id of ["event-1#0", "b:notice|3|14", "a:b:c", "#", "x".repeat(900)]) expect(markedId(messageMark(id, key), key)).toBe(id);
    expect(messageMark("x".repeat(5000), key).length).toBeLessThan(1000);
  });

  it("cannot be made, changed or taken to another page without the app secret", () => {
    const mark = messageMark("event-1#0", key);
    const mac = mark.slice(-8);
    const changed = mac.startsWith("A") ? `B${mac.slice(1)}` : `A${mac.slice(1)}`;
    const forged = ["event-1#0", "cn:event-1#0", "cn:event-1#0:", `cn:event-1#0:${changed}`, `cn:event-2#0:${mac}`, `${mark} `, mark.toUpperCase(), mark.slice(0, -1), `${mark}A`, "cn::AAAAAAAA", "", "cn:".repeat(400), 5, null, {}, [mark]];
    for (const one of forged) expect(markedId(one, key), String(one)).toBeUndefined();
    expect(markedId(mark, { ...key, pageId: "2" })).toBeUndefined();
    expect(markedId(mark, { ...key, appSecret: "other" })).toBeUndefined();
  });

  it("is not hit by guessing", () => {
    const random = new RandomInput(3);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (let round = 0; round < 20_000; round += 1) {
      const guess = Array.from({ length: 8 }, () => letters[random.integer(0, 63)]!).join("");
      expect(markedId(`cn:event-1#0:${guess}`, key)).toBeUndefined();
    }
  });
});

describe("an echo", () => {
  it("of ours names our message, for every part of it, with and without the app's id among the settings", async () => {
    platform.state.sent.length = 0;
    await send("một câu dài. ".repeat(300));
    expect(platform.state.sent.length).toBeGreaterThan(1);
    for (const sent of platform.state.sent) {
      for (const by of [page, pageWith({ appId: undefined })]) {
        expect(told(platform.echoOf(sent), by)).toEqual([expect.objectContaining({ kind: "echo", ours: "event-9#0", messageId: sent.mid, contact: `messenger:${page.account}:7001` })]);
        expect(told(platform.echoOf(sent), by)[0]).not.toHaveProperty("staff");
      }
    }
  });

  it("of staff in the inbox, or of nobody's app, is staff's with its words", () => {
    for (const app of [pageInbox, ""]) expect(told(platform.staffSays("7001", "chào em", { app }))).toEqual([expect.objectContaining({ kind: "echo", staff: true, text: "chào em" })]);
  });

  it("of another app is never ours, not even with a mark it copied from us", async () => {
    platform.state.sent.length = 0;
    await send("a");
    const { metadata } = platform.state.sent[0]!;
    const [copied] = told(platform.staffSays("7001", "mua ngay", { app: "999", metadata }));
    expect(copied).toMatchObject({ kind: "echo", staff: true });
    expect(copied).not.toHaveProperty("ours");
    const [inInbox] = told(platform.staffSays("7001", "x", { app: pageInbox, metadata }), page);
    expect(inInbox).toMatchObject({ staff: true });
  });

  it("of an unknown app is left to the message's id where our app's id is not known", () => {
    const [note] = told(platform.staffSays("7001", "ai đó", { app: "999" }), pageWith({ appId: undefined }));
    expect(note).toMatchObject({ kind: "echo", text: "ai đó", messageId: expect.any(String) });
    expect(note).not.toHaveProperty("staff");
  });

  it("of a template our app sent without a mark silences nobody", () => {
    expect(told(platform.staffSays("7001", "Nhắc lịch", { app: platform.settings.appId }))).toEqual([]);
  });
});

describe("who owns a thread", () => {
  const passed = (key: string, owner: unknown) => platform.item("7001", { [key]: { previous_owner_app_id: null, new_owner_app_id: owner, metadata: "" } });
  const ownerIn = (request: SignedRequest, by: Channel) => (told(request, by)[0] as { owner?: string }).owner;

  it("is told by our app's id, as number or text", () => {
    const { appId } = platform.settings;
    for (const key of ["pass_thread_control", "take_thread_control"]) {
      expect([ownerIn(passed(key, appId), page), ownerIn(passed(key, Number(appId)), page), ownerIn(passed(key, "999"), page), ownerIn(passed(key, pageInbox), page), ownerIn(passed(key, null), page)]).toEqual(["us", "us", "other", "other", "other"]);
    }
  });

  it("without our app's id: what is passed comes to the one who gets it, what is taken to the one who loses it", () => {
    const unnamed = pageWith({ appId: undefined });
    expect([ownerIn(passed("pass_thread_control", "5"), unnamed), ownerIn(passed("pass_thread_control", pageInbox), unnamed), ownerIn(passed("take_thread_control", "5"), unnamed)]).toEqual(["us", "other", "other"]);
  });

  it("is another in standby: nothing there is an event", () => {
    for (const item of [{ message: { mid: "m_x", text: "giá bao nhiêu" } }, { postback: { mid: "m_y", title: "Mua" } }, { referral: { ref: "a" } }]) {
      const request = platform.standby("7001", item);
      expect(page.parse(JSON.parse(request.body), Date.now()).events).toEqual([]);
      expect(told(request)).toEqual([expect.objectContaining({ kind: "thread", owner: "other" })]);
    }
  });
});

it("receipts carry the watermark and the ids of the stand-in's messages", async () => {
  platform.state.sent.length = 0;
  await send("b", "event-10#0");
  const { mid } = platform.state.sent[0]!;
  const now = Date.now();
  expect(told(platform.receipt("7001", "delivery", now))).toEqual([expect.objectContaining({ kind: "receipt", state: "delivered", messageIds: [mid], until: now })]);
  expect(told(platform.receipt("7001", "read", now))).toEqual([expect.objectContaining({ kind: "receipt", state: "read", until: now })]);
});

it("the same note told twice has one id, another one another", () => {
  const requests = [
    ...[1, 2].map((second) => platform.receipt("7001", "read", 1_795_394_865_000 + second)), platform.receipt("7001", "delivery", 1_795_394_865_001),
    ...["love", "sad"].map((reaction) => platform.item("7001", { reaction: { reaction, action: "react", mid: "m_1" } }, 1_795_394_865_000)),
    platform.comment("1_2"), platform.comment("1_3"), platform.staffSays("7001", "a"), platform.staffSays("7001", "a"),
  ];
  const ids = requests.flatMap((request) => told(request).map((note) => note.id));
  expect(new Set(ids).size).toBe(requests.length);
  expect(requests.flatMap((request) => told(request).map((note) => note.id))).toEqual(ids);
});

describe("comments", () => {
  it("are somebody's whom we know by another id than in Messenger, at the second they were written", () => {
    const at = Date.now() - 60_000;
    expect(told(platform.comment("9_1", { from: "55502", message: "Đăng ký ở đâu?", at }))).toEqual([
      { id: `note:messenger:${page.account}:comment:9_1`, contact: `messenger:${page.account}:c-55502`, at: Math.floor(at / 1000) * 1000, kind: "comment", commentId: "9_1", text: "Đăng ký ở đâu?", postId: `${page.account}_1` },
    ]);
  });

  it("of the page itself, edits and removals are nobody's", () => {
    expect(told(platform.comment("9_2", { from: page.account }))).toEqual([]);
    for (const verb of ["edited", "remove", "hide", "unhide"]) expect(told(platform.comment("9_3", { verb }))).toEqual([]);
  });
});
