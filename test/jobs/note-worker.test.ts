import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NoteContent, PlatformNote } from "../../src/core/platform-note.ts";
import { LaneWorker, subscribeWakes } from "../../src/jobs/lane-worker.ts";
import { createNoteWorker, type NotePorts } from "../../src/jobs/note-worker.ts";
import { createOutcomeStore } from "../../src/storage/outcomes.ts";
import { broadcastProgress, chunkId, createBroadcast, planPage, recordOutcomes, setRows } from "../../src/broadcasts/index.ts";
import { accountsReach, audiencePorts } from "../../src/service/broadcasts.ts";
import type { Service } from "../../src/service/service.ts";
import { takeoverPorts } from "../../src/service/take-over.ts";
import { openTestService, Talker } from "../kit/talker.ts";
import { until } from "../kit/until.ts";

let service: Service;
let close: () => Promise<void>;
let stop: () => Promise<void>;
let people = 0;
let notes = 0;
const alerts: string[] = [];
const withdrawn: string[] = [];

beforeAll(async () => {
  ({ service, close } = await openTestService({ TAKEOVER_SILENCE: "1h" }));
  const { lanes, contacts, logger, stores } = service;
  const ports: NotePorts = {
    lanes, contacts, logger, takeover: takeoverPorts(service), receipts: { redis: stores.redis, prefix: lanes.prefix, outcomes: createOutcomeStore(stores.redis, lanes.prefix) }, releaseWord: "#bot", now: Date.now,
    alert: async (note) => void alerts.push(note.event),
    withdrawn: async (contact) => void withdrawn.push(contact),
  };
  const wakes = await subscribeWakes(stores.redis, lanes.prefix);
  const worker = new LaneWorker({ lanes, family: "note", concurrency: 4, itemsAtOnce: 5, handle: createNoteWorker(ports), logger });
  worker.start(wakes);
  stop = async () => {
    await worker.stop();
    wakes.disconnect();
  };
});
afterAll(async () => {
  await stop();
  await close();
});

let lan: Talker;
beforeEach(() => {
  lan = new Talker(service, `note-${people++}`);
});

async function tell(contact: string, content: NoteContent, at = Date.now()): Promise<void> {
  const note = { id: `note:${notes++}`, contact, at, ...content } as PlatformNote;
  await service.lanes.add("note", [{ contact, id: note.id, json: JSON.stringify(note) }]);
  await until("the note was carried out", async () => (await service.stores.redis.exists(`${service.lanes.prefix}note:l:${contact}`)) === 0);
}

/** As the outbox leaves a message that was sent. */
async function sent(contact: string, messageId: string, id: string, place?: string): Promise<void> {
  await service.lanes.add("bulk", [{ contact, json: JSON.stringify({ id }) }]);
  const { claims } = await service.lanes.claim("bulk", 10, 1);
  const claim = claims.find((one) => one.contact === contact)!;
  await service.lanes.finish(claim, claim.members[0]!, { release: true, trail: { messageId, id, ...(place ? { place } : {}) } });
}

const quietUntil = async (): Promise<number> => (await service.contacts.load(lan.contact))?.quietUntil ?? 0;

describe("staff who answer on the platform", () => {
  it("silence the bot at once, and what it still had to say is dropped", async () => {
    await lan.say("menu");
    await service.lanes.add("out", [{ contact: lan.contact, json: JSON.stringify({ id: "late", to: lan.contact, text: "muộn", urgency: "reply" }) }]);
    await tell(lan.contact, { kind: "echo", messageId: "m1", staff: true, text: "Chào em, chị là Hà" });
    expect(await service.stores.redis.exists(`${service.lanes.prefix}out:l:${lan.contact}`)).toBe(0);
    expect(await lan.say("dạ em hỏi chuyện sinh hoạt ạ")).toBe("");
    expect(await lan.say("menu")).toBe("");
    expect((await service.log.of(lan.contact)).at(-1)).toMatchObject({ in: "menu", out: [] });
  });

  it("do not silence what the person has a right to: dừng, and help in danger", async () => {
    await lan.say("menu");
    await tell(lan.contact, { kind: "echo", messageId: "m2", staff: true });
    expect(await lan.say("em ko muốn sống nữa")).toMatch(/111/);
    expect(await lan.say("dừng")).not.toBe("");
    expect((await service.contacts.load(lan.contact))?.stopped).toBe(true);
  });

  it("keep it quiet for the configured time after their last word, and it comes back by itself", async () => {
    await lan.say("menu");
    const first = Date.now() - 40 * 60_000;
    await tell(lan.contact, { kind: "echo", messageId: "m3", staff: true }, first);
    expect(await quietUntil()).toBe(first + 3_600_000);
    await tell(lan.contact, { kind: "echo", messageId: "m4", staff: true }, first + 60_000);
    expect(await quietUntil()).toBe(first + 3_660_000);
    // An earlier word that arrives later shortens nothing.
    await tell(lan.contact, { kind: "echo", messageId: "m5", staff: true }, first - 60_000);
    expect(await quietUntil()).toBe(first + 3_660_000);
    await service.stores.mongo.collection("contacts").updateOne({ _id: lan.contact as never }, { $set: { quietUntil: Date.now() - 1 } });
    expect(await lan.say("menu")).toMatch(/muốn làm gì/);
  });

  it("give the conversation back with the release word, or when the platform says it is ours again", async () => {
    await lan.say("menu");
    await tell(lan.contact, { kind: "thread", owner: "other" });
    expect(await lan.say("menu")).toBe("");
    await tell(lan.contact, { kind: "thread", owner: "us" });
    expect(await lan.say("menu")).not.toBe("");
    await tell(lan.contact, { kind: "echo", messageId: "m6", staff: true, text: "để chị xem" });
    expect(await lan.say("menu")).toBe("");
    await tell(lan.contact, { kind: "echo", messageId: "m7", staff: true, text: " #BOT " });
    expect(await lan.say("menu")).not.toBe("");
  });

  it("who write first to somebody the bot has never met keep it out too", async () => {
    await tell(lan.contact, { kind: "echo", messageId: "m8", staff: true });
    expect(await lan.say("xin chào")).toBe("");
  });

  it("take the waiting handover, and giving back closes it", async () => {
    await lan.say("gặp cán bộ");
    const stateOf = async () => (await service.stores.mongo.collection("handovers").findOne({ contact: lan.contact }))?.["state"];
    await until("the wish is there", async () => (await stateOf()) ?? (await lan.press("Bỏ qua").catch(() => undefined), undefined));
    await tell(lan.contact, { kind: "echo", messageId: "m9", staff: true });
    expect(await stateOf()).toBe("taken");
    await tell(lan.contact, { kind: "thread", owner: "us" });
    expect(await stateOf()).toBe("closed");
  });
});

describe("echoes of our own messages", () => {
  it("silence nobody: by our mark, or by the platform's id", async () => {
    await lan.say("menu");
    await tell(lan.contact, { kind: "echo", messageId: "p1", ours: "reply-1", staff: false });
    expect(await service.lanes.isConfirmed("reply-1")).toBe(true);
    await sent(lan.contact, "p2", "reply-2");
    await tell(lan.contact, { kind: "echo", messageId: "p2" });
    expect(await service.lanes.isConfirmed("reply-2")).toBe(true);
    expect(await quietUntil()).toBe(0);
  });

  it("that come before the platform's answer wait for it", async () => {
    await lan.say("menu");
    await service.lanes.add("out", [{ contact: lan.contact, json: JSON.stringify({ id: "reply-3" }) }]);
    const { claims } = await service.lanes.claim("out", 10, 1);
    const claim = claims.find((one) => one.contact === lan.contact)!;
    const told = tell(lan.contact, { kind: "echo", messageId: "p3" });
    await service.lanes.finish(claim, claim.members[0]!, { release: true, trail: { messageId: "p3", id: "reply-3" } });
    await told;
    expect(await quietUntil()).toBe(0);
  });

  it("that are hours late silence nobody", async () => {
    await lan.say("menu");
    await tell(lan.contact, { kind: "echo", messageId: "old", staff: true }, Date.now() - 2 * 3_600_000);
    expect(await quietUntil()).toBe(0);
  });
});

describe("receipts", () => {
  it("move a broadcast's rows forward only, also after it has ended", async () => {
    const { broadcasts } = service.rooms;
    const outcomes = createOutcomeStore(service.stores.redis, service.lanes.prefix);
    const id = `notice-${lan.contact.replaceAll(":", "-")}`;
    await createBroadcast(broadcasts, { _id: id, kind: "notice", audience: { contacts: [lan.contact] }, content: { texts: { vi: "x" } } }, Date.now());
    const broadcast = (await broadcasts.broadcasts.findById(id).lean())!;
    await planPage(broadcasts, broadcast, audiencePorts(service), accountsReach(service), Date.now(), async () => {});
    await broadcasts.broadcasts.updateOne({ _id: id }, { $set: { state: "done" } });
    const row = `${chunkId(id, 0)}|0`;
    await setRows(broadcasts, chunkId(id, 0), () => [{ index: 0, state: "s" }], { force: true });
    await sent(lan.contact, "b1", `b:${row}`, row);
    const counts = async () => {
      await recordOutcomes(broadcasts, outcomes);
      return (await broadcastProgress(broadcasts, id))!.counts;
    };
    await tell(lan.contact, { kind: "receipt", state: "delivered", messageIds: ["b1"] });
    expect(await counts()).toMatchObject({ s: 0, d: 1, r: 0 });
    await tell(lan.contact, { kind: "receipt", state: "read", until: Date.now() + 1 });
    await tell(lan.contact, { kind: "receipt", state: "delivered", until: Date.now() });
    expect(await counts()).toMatchObject({ s: 0, d: 0, r: 1 });
    expect(await outcomes.waiting()).not.toContain(id);
  });
});

it("reactions open the window, restrictions and data requests reach staff", async () => {
  await lan.say("menu");
  const at = Date.now() + 5_000;
  await tell(lan.contact, { kind: "interaction" }, at);
  expect((await service.contacts.load(lan.contact))?.lastInboundAt).toBe(at);
  await tell(lan.contact, { kind: "withdrawn" });
  expect(withdrawn).toEqual([lan.contact]);
  await tell("telegram:1:-", { kind: "account", event: "policy_enforcement", severity: "alert" });
  expect(alerts).toEqual(["policy_enforcement"]);
});
