import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { activityById, calendarFileOf, cancelActivity, checkInFromList, createActivity, updateActivity, type ActivityChanges, type Listed } from "../../src/activities/index.ts";
import { broadcastById, broadcastProgress, calmAt, chunkId, chunksOf, createBroadcast, forecast, noReach, saveSettings, sendingSeconds, setRows, tellInTime, type AudienceQuery, type Chunk, type NewBroadcast, type NoticeRules } from "../../src/broadcasts/index.ts";
import { cancelRegistration, changeCapacity, registerForDialogue } from "../../src/dialogues/index.ts";
import { newPerson } from "../../src/identities/person-of.ts";
import { askFeedback } from "../../src/jobs/ask-feedback.ts";
import { HaltedBroadcasts } from "../../src/jobs/broadcast-gate.ts";
import { alignGatherings, remind } from "../../src/jobs/gathering-notices.ts";
import { LostRows } from "../../src/jobs/settle-rows.ts";
import { expireMedia, mediaById } from "../../src/media/index.ts";
import { approveBroadcast, createDraft, deleteDraft, noticePictureOf, openDesk, rehearseNotice, resumeNotice, sendOff, setNoticePicture, skipNotice, updateDraft, withdrawNotice, type Desk } from "../../src/office/index.ts";
import { addPerson, type PersonRecord } from "../../src/people/index.ts";
import { createSteering, feedPorts, gatheringPorts, type Steering } from "../../src/service/broadcasts.ts";
import type { Service } from "../../src/service/service.ts";
import { startNotices } from "../../src/service/notices.ts";
import { startScheduler, startWorkers, type Stoppable } from "../../src/service/workers.ts";
import type { Contact } from "../../src/storage/contact.ts";
import { accountOf } from "../../src/storage/lanes/lanes.ts";
import { unitTree } from "../../src/units/index.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/index.ts";
import { openTestService } from "../kit/talker.ts";
import { until } from "../kit/until.ts";

/** A service with its workers, and people who wrote to it on Messenger. */
let platform: MessengerPlatform;
let service: Service;
let close: () => Promise<void>;
let roles: Stoppable[];
let steering: Steering;
let number = 0;
const hour = 3_600_000;
const day = 24 * hour;

beforeAll(async () => {
  platform = await startMessengerPlatform();
  ({ service, close } = await openTestService({ ...platform.env, PUBLIC_URL: "https://doan.example.vn" }));
  roles = [await startWorkers(service), await startNotices(service), startScheduler(service)];
  steering = createSteering({ broadcasts: service.rooms.broadcasts, queue: service.queue, lanes: service.lanes });
});
afterAll(async () => {
  for (const role of roles.toReversed()) await role.stop();
  await close();
  await platform.stop();
});
vi.setConfig({ testTimeout: 60_000 });

const contactOf = (person: string): string => `messenger:${platform.settings.pageId}:${person}`;
async function people(count: number, more: Partial<Contact> = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, () => String(50_000_000 + number++));
  await service.contacts.insertMany(ids.map((id): Contact => ({ _id: contactOf(id), version: 1, locale: "vi", session: null, nextAsk: 1, played: [], outbox: [], profile: { name: `Bạn ${id}` }, consents: {}, stopped: false, reachable: true, createdAt: Date.now(), lastInboundAt: Date.now(), ...more })));
  return ids;
}
async function send(audience: AudienceQuery, more: Partial<NewBroadcast> = {}): Promise<string> {
  const id = `test-${number++}`;
  await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", audience, content: { texts: { vi: `Tin ${id}: chào {name}`, en: `News ${id}: hello {name}` } }, ...more }, Date.now());
  await steering.plan(id);
  return id;
}
const of = (ids: readonly string[]): AudienceQuery => ({ contacts: ids.map(contactOf) });
const done = (id: string) => until(`${id} is done`, async () => { const progress = await broadcastProgress(service.rooms.broadcasts, id); return progress && progress.open === 0 && progress.state !== "planning" ? progress : undefined; }, 30_000);
const heard = (person: string, words: string | RegExp): number => platform.inbox(person).replies.filter((reply) => (typeof words === "string" ? reply.text.includes(words) : words.test(reply.text))).length;
const states = async (id: string): Promise<Record<string, string | undefined>> => {
  const rows: Record<string, string | undefined> = {};
  for (const chunk of await service.rooms.broadcasts.chunks.find(chunksOf(id)).lean<Chunk[]>()) chunk.people.forEach((who, index) => (rows[who] = chunk.states[index]));
  return rows;
};
const say = (person: string, text: string) => service.lanes.add("in", [{ contact: contactOf(person), id: `say-${number}`, json: JSON.stringify({ id: `say-${number++}`, contact: contactOf(person), at: Date.now(), order: number, input: { kind: "text", text } }) }]);

const commune = "doan-xa-mau";
const refused = (act: Promise<unknown>): Promise<string> => act.then(() => "done", (error: { key?: string }) => error.key ?? String(error));

/** Who works as a secretary of the commune; made when first named. */
async function deskOf(name: string): Promise<Desk> {
  const grants = [{ role: "commune-secretary" as const, unit: commune }];
  await service.office.staff.members.updateOne({ _id: `s-${name}` }, { $set: { login: name, name, password: "-", grants, state: "active", locale: "vi", sessionsSince: 0, createdAt: 0, createdBy: "t", revision: 1 } }, { upsert: true });
  return openDesk(service.office, { actor: { kind: "staff", id: `s-${name}`, name }, grants, locale: "vi", tree: await unitTree(service.rooms.units), now: Date.now() });
}

/** Somebody of the register with these chats. */
async function onRecord(fields: Partial<PersonRecord>, ...ids: string[]): Promise<string> {
  const { _id } = await addPerson(service.rooms.people, { name: "Lan", commune, standing: "member", status: "active", tags: [], contacts: ids.map(contactOf), ...fields } as never, { by: "t", now: Date.now() });
  return _id;
}

async function gathering(): Promise<string> {
  const id = `hd-${number++}`;
  await createActivity(service.rooms.activities, { _id: id, commune, units: [commune], kind: "meeting", title: `Sinh hoạt ${id}`, label: "Họp", place: "Nhà văn hóa", description: "", startsAt: Date.now() + 20 * day, endsAt: Date.now() + 20 * day + hour, registration: true, capacity: 0, createdBy: "t", createdAt: Date.now() });
  return id;
}

async function onePerson(...ids: string[]): Promise<void> {
  const root = await newPerson(service.rooms.identities, Date.now());
  for (const id of ids) await service.rooms.identities.identities.create({ _id: contactOf(id), person: root, since: Date.now() });
}

it("says it to each in their language, with their name or a friendly word", async () => {
  const [lan] = await people(1);
  const [jane] = await people(1, { locale: "en", profile: {} });
  const id = await send(of([lan!, jane!]), { content: { texts: { vi: "Chào {name}, mai họp nhé", en: "Hello {name}, we meet tomorrow" }, fallbacks: {} } });
  await done(id);
  expect([heard(lan!, `Chào Bạn ${lan}, mai họp nhé`), heard(jane!, /Hello friend, we meet tomorrow/)]).toEqual([1, 1]);
  expect(heard(lan!, /DỪNG/)).toBe(1);
});

it("shows its picture above the words", async () => {
  const [lan] = await people(1);
  const picture = await sharp({ create: { width: 1600, height: 900, channels: 3, background: "#0b5aa2" } }).png().toBuffer();
  const image = await service.office.pictures.keep("notice:x", picture);
  await done(await send(of([lan!]), { content: { texts: { vi: "Xem ảnh nhé" }, image } }));
  const sent = platform.inbox(lan!).replies.map((reply) => JSON.stringify(reply.raw));
  expect(sent.some((raw) => raw.includes(`https://doan.example.vn/files/${image}/anh.jpg`))).toBe(true);
  expect(heard(lan!, "Xem ảnh nhé")).toBe(1);
});

it("reaches a human being with several chats once, where they wrote last; stopped on one is stopped on all", async () => {
  const [a, b, c, d] = (await people(4)) as [string, string, string, string];
  await onePerson(a, b);
  await onePerson(c, d);
  await service.contacts.touch(contactOf(b), Date.now() + 1000);
  const stopped = (await service.contacts.load(contactOf(d)))!;
  await service.contacts.commit({ ...stopped, stoppedFor: ["news"] });
  const id = await send(of([a, b, c, d]));
  const { counts, total } = await done(id);
  expect([total, counts.s, counts.o]).toEqual([2, 1, 1]);
  expect([a, b, c, d].map((one) => heard(one, id))).toEqual([0, 1, 0, 0]);
  const other = await send(of([c, d]), { purpose: "activities" });
  expect((await done(other)).counts.s).toBe(1);
});

it("knows one human being by the register's record too: what stands at one chat excepts and counts for all of them", async () => {
  const [zalo, telegram, minh] = (await people(3)) as [string, string, string];
  const record = await onRecord({ name: "Lan", tags: ["văn nghệ"] }, zalo, telegram);
  const activity = await gathering();
  await registerForDialogue(service.rooms.activities.seats, { dialogue: activity, contact: contactOf(zalo), code: "X", willAsk: false, locale: "vi", mark: `m${number++}`, now: Date.now() }, async () => {});
  const registered = { activities: [{ id: activity, who: "registered" as const }] };
  const without = await send({ ...of([telegram, minh]), except: registered });
  expect(Object.keys((await done(without), await states(without)))).toEqual([contactOf(minh)]);
  // Registered on one chat, chosen by the other, with the tag of the register: one message.
  const all = await send({ ...of([telegram, zalo, minh]), ...registered, tags: ["văn nghệ"] });
  expect((await done(all)).total).toBe(1);
  expect(heard(zalo, all) + heard(telegram, all)).toBe(1);
  // Whoever left is no member and bears no tag.
  await service.rooms.people.people.updateOne({ _id: record }, { $set: { status: "matured" } });
  expect((await done(await send({ ...of([zalo, minh]), tags: ["văn nghệ"] }))).total).toBe(0);
  expect((await done(await send({ ...of([zalo]), roles: ["member", "youth"] }))).total).toBe(0);
});

it("calls people by the register where they told no name", async () => {
  const [lan] = (await people(1, { profile: {} })) as [string];
  await onRecord({ name: "Lan Nguyễn" }, lan);
  await done(await send(of([lan]), { content: { texts: { vi: "Chào {name}, mai gặp nhé" } } }));
  expect(heard(lan, "Chào Lan Nguyễn, mai gặp nhé")).toBe(1);
});

it("parks people whose window is closed and sends with their next word, once; what they say counts as an answer", async () => {
  const [lan] = await people(1, { lastInboundAt: Date.now() - 3 * day });
  const id = await send(of([lan!]));
  expect((await done(id)).counts.w).toBe(1);
  expect(heard(lan!, id)).toBe(0);
  await say(lan!, "menu");
  await until("she has it", () => heard(lan!, id) === 1);
  await say(lan!, "em đi được ạ");
  await until("it counts as answered", async () => (await states(id))[contactOf(lan!)] === "a");
  expect(heard(lan!, id)).toBe(1);
  expect(await service.rooms.broadcasts.replies.find({ broadcast: id }).lean()).toMatchObject([{ contact: contactOf(lan!), said: "em đi được ạ" }]);
  expect(await service.rooms.handovers.handovers.findOne({ broadcast: id }).lean()).toMatchObject({ contact: contactOf(lan!), reason: "em đi được ạ", ref: expect.stringMatching(/^HT-/) });
});

it("sends what waited with the next word on any of the person's chats, once, and not while it is paused", async () => {
  const [lan, lanToo] = (await people(2, { lastInboundAt: Date.now() - 3 * day })) as [string, string];
  await onePerson(lan, lanToo);
  const id = await send(of([lan, lanToo]));
  const { counts, total } = await done(id);
  expect([total, counts.w]).toEqual([1, 1]);
  await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { state: "paused", resumeTo: "sending" } });
  await say(lanToo, "menu");
  await until("she is answered", () => platform.inbox(lanToo).replies.length > 0);
  await new Promise((past) => setTimeout(past, 300));
  expect(heard(lanToo, id)).toBe(0);
  await steering.resume(id);
  await say(lanToo, "menu");
  await say(lan, "menu");
  await until("she has it", () => heard(lan, id) + heard(lanToo, id) > 0);
  await until("it is written down", async () => Object.values(await states(id))[0] !== "w");
  await new Promise((past) => setTimeout(past, 300));
  expect(heard(lan, id) + heard(lanToo, id)).toBe(1);
});

it("keeps a word that comes while its notice is being parked", async () => {
  const [lan] = (await people(1, { lastInboundAt: Date.now() - 3 * day })) as [string];
  const id = await send(of([lan]));
  await done(id);
  const { broadcasts, chunks } = service.rooms.broadcasts;
  // As between the sender's note in Redis and the row's own.
  await chunks.updateOne({ _id: `${id}|00000` }, { $unset: { "states.0": 1 }, $set: { counts: {}, pending: 1 }, $inc: { revision: 1 } });
  await broadcasts.updateOne({ _id: id }, { $set: { state: "sending" } });
  await say(lan, "menu");
  await until("she is answered", () => platform.inbox(lan).replies.length > 0);
  await setRows(service.rooms.broadcasts, `${id}|00000`, () => [{ index: 0, state: "w" }]);
  await until("she has it without another word", () => heard(lan, id) === 1);
});

it("is withdrawn from who still waits, and what was cancelled is closed whenever its chunk came", async () => {
  const [lan] = (await people(1, { lastInboundAt: Date.now() - 3 * day })) as [string];
  const id = await send(of([lan]), { commune });
  await until("it is over", async () => (await done(id)).state === "done");
  const desk = await deskOf("hoa");
  await withdrawNotice(desk, id);
  expect((await done(id)).counts).toMatchObject({ w: 0, c: 1 });
  await expect(withdrawNotice(desk, id)).rejects.toMatchObject({ status: 409 });
  await service.rooms.broadcasts.chunks.updateOne({ _id: `${id}|00000` }, { $unset: { "states.0": 1 }, $set: { counts: {}, pending: 1, open: [accountOf(contactOf(lan))] }, $inc: { revision: 1 } });
  await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { state: "cancelled", closed: true, phase: "contacts", endedAt: Date.now() } });
  await say(lan, "menu");
  await until("the late chunk is closed", async () => (await states(id))[contactOf(lan)] === "c");
  expect(heard(lan, id)).toBe(0);
});

describe("a second person", () => {
  const counted = (id: string) => until(`${id} is counted`, async () => { const draft = await broadcastById(service.rooms.broadcasts, id); return draft?.preview?.state === "ready" ? draft : undefined; });
  beforeAll(async () => void (await saveSettings(service.rooms.broadcasts, commune, { approveAbove: 1 }, 0)));
  afterAll(async () => void (await saveSettings(service.rooms.broadcasts, commune, {}, 1)));

  it("approves what they read, to whom it was counted", async () => {
    const [hoa, binh] = [await deskOf("hoa"), await deskOf("binh")];
    const crowd = await people(3);
    const { _id: id } = await createDraft(hoa, { purpose: "news", texts: { vi: `Duyệt ${number}` }, audience: of(crowd) });
    await counted(id);
    expect((await sendOff(hoa, id, {})).outcome).toBe("waiting");
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { rehearsed: { at: 1, people: 1 } } });
    const changed = await updateDraft(hoa, id, { texts: { vi: `Chữ khác ${number}` } }, undefined);
    expect([changed.state, changed.approval, changed.rehearsed]).toEqual(["draft", undefined, undefined]);
    expect(await refused(approveBroadcast(binh, id))).toBe("broadcast-not-waiting");
    await counted(id);
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { "preview.at": Date.now() - 2 * hour } });
    expect(await refused(sendOff(hoa, id, {}))).toBe("broadcast-count-old");
    const { version } = await counted(id);
    await sendOff(hoa, id, {});
    expect(await refused(approveBroadcast(hoa, id, version + 1))).toBe("broadcast-own");
    expect(await refused(approveBroadcast(binh, id, version))).toBe("changed-meanwhile");
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { "approval.count": 2 } });
    expect(await refused(approveBroadcast(binh, id, version + 1))).toBe("broadcast-count-moved");
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { "approval.count": 3 } });
    await approveBroadcast(binh, id, version + 1);
    expect((await done(id)).counts.s).toBe(3);
    // Cancelled in the middle, its words have reached people all the same.
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { state: "cancelled", closed: true } });
    const { content } = (await broadcastById(service.rooms.broadcasts, id))!;
    const again = await createDraft(hoa, { purpose: "news", texts: (content as { texts: { vi: string } }).texts, audience: of(crowd) });
    await counted(again._id);
    expect(await refused(sendOff(hoa, again._id, {}))).toBe("broadcast-same-words");
  });

  it("is asked again where the list became longer; nobody has it before, not by a word of their own either", async () => {
    const [hoa, binh] = [await deskOf("hoa"), await deskOf("binh")];
    const [author, lan] = (await people(2)) as [string, string];
    const [far] = (await people(1, { lastInboundAt: Date.now() - 3 * day })) as [string];
    const id = await send(of([author, lan, far]), { commune, by: hoa.actor.id, reportTo: contactOf(author), approval: { needed: false, askedAt: 1, count: 1 } });
    await until("it is held", async () => (await broadcastById(service.rooms.broadcasts, id))?.held?.count === 3);
    await until("its author hears why", () => heard(author, /nhiều hơn số đã duyệt/) === 1);
    await say(far, "menu");
    await until("he is answered", () => platform.inbox(far).replies.length > 0);
    expect(await refused(resumeNotice(hoa, id))).toBe("broadcast-own");
    expect([author, lan, far].map((one) => heard(one, `Tin ${id}: chào Bạn`))).toEqual([0, 0, 0]);
    await resumeNotice(binh, id);
    await until("who is reached has it", () => heard(lan, `Tin ${id}`) === 1);
    expect((await broadcastById(service.rooms.broadcasts, id))?.approval).toMatchObject({ by: binh.actor.id, count: 3 });
    await say(far, "menu");
    await until("he has it with his next word", () => heard(far, `Tin ${id}`) === 1);
  });

  it("is not needed for an end that was chosen, which is kept, nor to leave one time out", async () => {
    const hoa = await deskOf("hoa");
    const [lan] = (await people(1)) as [string];
    const expiresAt = Date.now() + 2 * hour;
    const { _id: id } = await createDraft(hoa, { purpose: "news", texts: { vi: `Hạn ${number}` }, audience: of([lan]), expiresAt });
    await counted(id);
    expect(await refused(sendOff(hoa, id, { at: Date.now() + 3 * hour }))).toBe("broadcast-expired");
    const { broadcast } = await sendOff(hoa, id, { at: Date.now() + hour });
    expect(broadcast).toMatchObject({ state: "scheduled", expiresAt });
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { repeat: { every: "week" } } });
    await skipNotice(hoa, id);
    const next = await service.rooms.broadcasts.broadcasts.find({ follows: id }).lean();
    expect(next).toMatchObject([{ state: "scheduled", at: Math.floor(broadcast.at! / 60_000) * 60_000 + 7 * day, repeat: { every: "week" } }]);
    expect((await broadcastById(service.rooms.broadcasts, id))?.state).toBe("cancelled");
    await service.rooms.broadcasts.broadcasts.deleteMany({ follows: id });
  });

  it("sees a rehearsal as readers will: with its picture, and hears who was out of reach", async () => {
    const hoa = await deskOf("hoa");
    const [near] = (await people(1)) as [string];
    const [far] = (await people(1, { lastInboundAt: Date.now() - 3 * day })) as [string];
    await service.office.staff.members.updateOne({ _id: "s-hoa" }, { $set: { contact: contactOf(near) } });
    await service.office.staff.members.updateOne({ _id: "s-binh" }, { $set: { contact: contactOf(far) } });
    const { _id: id } = await createDraft(hoa, { purpose: "news", texts: { vi: `Tập ${number}` }, audience: of([near]) });
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#0b5aa2" } }).png().toBuffer();
    expect(await setNoticePicture(hoa, id, picture)).toEqual([]);
    expect(await rehearseNotice(hoa, id)).toEqual({ people: 1, missed: ["binh"] });
    await until("it came", () => heard(near, /Tập dượt/) === 1);
    const image = (await broadcastById(service.rooms.broadcasts, id))!.content.image!;
    expect(platform.inbox(near).replies.some((reply) => JSON.stringify(reply.raw).includes(image))).toBe(true);
    // It lives as long as the notice.
    await expireMedia(service.rooms.media, Date.now() + day);
    expect(await noticePictureOf(hoa, id)).toMatchObject({ type: "image/jpeg" });
    await deleteDraft(hoa, id);
    expect(await mediaById(service.rooms.media, image)).toBeUndefined();
  });
});

it("hears a stop on another chat, also when only one channel is meant", async () => {
  const [a, b] = (await people(2)) as [string, string];
  await onePerson(a, b);
  const stopped = (await service.contacts.load(contactOf(b)))!;
  await service.contacts.commit({ ...stopped, stopped: true });
  const id = await send({ ...of([a]), channels: ["messenger"] });
  expect((await done(id)).counts.o).toBe(1);
  expect(heard(a, id)).toBe(0);
});

it("pauses within two seconds, goes on without anybody missing or twice, and cancels truthfully", async () => {
  const crowd = await people(900);
  const id = await send(of(crowd), { perMinute: 6_000 });
  const sent = () => crowd.filter((one) => heard(one, id) > 0).length;
  await until("it is under way", () => sent() > 20);
  await steering.pause(id);
  await new Promise((past) => setTimeout(past, 2_000));
  const [before] = [sent()];
  await new Promise((past) => setTimeout(past, 1_000));
  expect(sent()).toBe(before);
  expect(before).toBeLessThan(900);
  await steering.resume(id);
  await until("more have it", () => sent() > before + 50);
  await steering.cancel(id);
  const { counts, state } = await done(id);
  expect(state).toBe("cancelled");
  expect(counts.s + counts.c).toBe(900);
  expect(counts.c).toBeGreaterThan(0);
  expect(sent()).toBe(counts.s);
  expect(crowd.every((one) => heard(one, id) <= 1)).toBe(true);
});

describe("after a crash", () => {
  const chunk = (id: string, number: number, who: string[], more: Partial<Chunk>): Chunk => ({ _id: chunkId(id, number), broadcast: id, people: who.map(contactOf), states: {}, counts: {}, open: [], next: {}, back: [], pending: who.length, revision: 1, ...more });

  it("or an upgrade, a notice is planned although an older version queued that among other jobs", async () => {
    const [id, ids] = [`test-${number++}`, await people(2)];
    await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", audience: of(ids), content: { texts: { vi: `Tin ${id}` } } }, Date.now());
    await service.queue.jobs.add("plan-broadcast", { broadcast: id }, { jobId: `old-${id}` });
    await done(id);
    for (const person of ids) expect(heard(person, `Tin ${id}`)).toBe(1);
  });

  it("rows whose message is nowhere are handed over again, or end as unknown where it may have gone out", async () => {
    const [lan, minh] = (await people(2)) as [string, string];
    const id = `lost-${number++}`;
    await service.rooms.broadcasts.chunks.create(chunk(id, 0, [lan, minh], {}));
    await service.stores.redis.set(`${service.lanes.prefix}seen:b:${chunkId(id, 0)}|1`, "1");
    await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", audience: of([lan, minh]), content: { texts: { vi: `Tin ${id}` } }, state: "sending", phase: "planned", chunks: 1, total: 2 }, Date.now());
    let clock = Date.now();
    const { broadcasts, contacts, kinOf, lanes } = feedPorts(service);
    const lost = new LostRows({ broadcasts, contacts, kinOf, lanes, outcomesWait: async () => false, now: () => clock });
    expect(await lost.settle()).toBe(0);
    clock += 61_000;
    expect(await lost.settle()).toBe(2);
    await done(id);
    expect(await states(id)).toEqual({ [contactOf(lan)]: "s", [contactOf(minh)]: "u" });
    expect([heard(lan, id), heard(minh, id)]).toEqual([1, 0]);
  });

  it("a plan goes on after the chunk another planner wrote, and drops nobody of one of an earlier place", async () => {
    const [a, b, c] = (await people(3)) as [string, string, string];
    const id = `plan-${number++}`;
    // The first knows one person of the audience less than there are by now; the second began where nobody was then.
    await service.rooms.broadcasts.chunks.create([
      chunk(id, 0, [a], { from: { phase: "contacts", cursor: "" }, upTo: { phase: "contacts", cursor: contactOf(a) }, open: [`messenger:${platform.settings.pageId}`] }),
      chunk(id, 1, [b], { from: { phase: "contacts", cursor: "elsewhere" }, upTo: { phase: "contacts", cursor: contactOf(b) }, open: [`messenger:${platform.settings.pageId}`] }),
    ]);
    await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", audience: of([a, c]), content: { texts: { vi: `Tin ${id}` } } }, Date.now());
    await steering.plan(id);
    const { total } = await done(id);
    expect([total, heard(a, id), heard(b, id), heard(c, id)]).toEqual([3, 1, 1, 1]);
  });

  it("a pause the senders know of and the document does not is over", async () => {
    const [lan] = (await people(1)) as [string];
    const id = `halt-${number++}`;
    await new HaltedBroadcasts(service.stores.redis, service.lanes.prefix).halt(id, "paused");
    await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", audience: of([lan]), content: { texts: { vi: `Tin ${id}` } } }, Date.now());
    await steering.plan(id);
    await done(id);
    expect(heard(lan, id)).toBe(1);
  });
});

it("tries again only the failed that can be mended, never the unknown", async () => {
  const [blocked, lost, refused, fine] = (await people(4)) as [string, string, string, string];
  platform.block(blocked);
  platform.inject({ to: lost, close: true, taken: true });
  platform.inject({ to: refused, error: { code: 190, message: "Error validating access token" }, times: 1 });
  const id = await send(of([blocked, lost, fine]));
  await until("the unknown is written down", async () => (await states(id))[contactOf(lost)] === "u", 40_000);
  expect(await states(id)).toMatchObject({ [contactOf(blocked)]: "f:blocked", [contactOf(fine)]: "s" });
  await done(id);
  expect(await steering.retry(id)).toBe(0);
  expect(heard(lost, id)).toBe(1);
  await until("it is over", async () => (await done(id)).state === "done");
  // As when the network failed, and the one who tried again died before the state was written.
  await setRows(service.rooms.broadcasts, `${id}|00000`, ({ people }) => [{ index: people.indexOf(contactOf(fine)), state: "f:network" }], { force: true });
  expect(await steering.retry(id)).toBe(1);
  await until("it is sent again", async () => heard(fine, id) === 2 && (await done(id)).state === "done");
});

it("starts what was scheduled when its time comes", async () => {
  const [lan] = await people(1);
  const id = `later-${number++}`;
  await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", state: "scheduled", at: Date.now() + 1500, audience: of([lan!]), content: { texts: { vi: `Hẹn ${id}` } } }, Date.now());
  await until("she has it", () => heard(lan!, id) === 1, 20_000);
});

describe("moving and cancelling", () => {
  let id: string;
  beforeEach(async () => {
    id = await gathering();
  });
  const register = (person: string) => registerForDialogue(service.rooms.activities.seats, { dialogue: id, contact: contactOf(person), code: `HD-${person}`, willAsk: false, locale: "vi", mark: `m${number++}`, now: Date.now() }, service.tellPromoted);
  const giveUp = (person: string) => cancelRegistration(service.rooms.activities.seats, { dialogue: id, contact: contactOf(person), mark: `m${number++}`, now: Date.now() }, service.tellPromoted);
  const change = async (changes: ActivityChanges) => updateActivity(service.rooms.activities, (await activityById(service.rooms.activities, id))!, changes, Date.now());
  const align = () => alignGatherings(gatheringPorts(service));
  const away = { lastInboundAt: Date.now() - 3 * day };
  const stateOf = async (broadcast: string, person: string) => (await states(broadcast))[contactOf(person)];
  const answered = (person: string, before: number) => until("the bot answers", () => platform.inbox(person).replies.length > before);
  const word = async (person: string): Promise<void> => {
    const before = platform.inbox(person).replies.length;
    await say(person, "menu");
    await answered(person, before);
  };

  it("tell exactly those who had been told otherwise, once", async () => {
    const [early, late] = (await people(2)) as [string, string];
    await register(early);
    await updateActivity(service.rooms.activities, (await activityById(service.rooms.activities, id))!, { startsAt: Date.now() + 21 * day, endsAt: Date.now() + 21 * day + hour }, Date.now());
    await new Promise((past) => setTimeout(past, 5));
    await register(late);
    for (let again = 0; again < 2; again++) await alignGatherings(gatheringPorts(service));
    await until("the first hears of it", () => heard(early, /có thay đổi/) === 1, 20_000);
    await cancelActivity(service.rooms.activities, id, "Trời mưa to.", () => alignGatherings(gatheringPorts(service)));
    await until("both hear of the cancellation", () => [early, late].every((one) => heard(one, /đã hủy[\s\S]*Trời mưa to/) === 1), 20_000);
    expect([heard(early, /có thay đổi/), heard(late, /có thay đổi/)]).toEqual([1, 0]);
  });

  it("end what waits of an earlier revision, also where it is done or slipped through", async () => {
    const [lan, minh] = (await people(2, away)) as [string, string];
    for (const one of [lan, minh]) await register(one);
    await change({ place: "Sân vận động" });
    await align();
    await done(`activity-moved-${id}-2`);
    // As if a reminder of the first revision had been written at the same moment.
    const slipped = await send({ activities: [{ id, who: "seated" }] }, { kind: "reminder", purpose: "activities", about: { kind: "activity", id, revision: 1 } });
    await done(slipped);
    await word(minh);
    await until("she hears of the change", () => heard(minh, "Sân vận động") === 1);
    await until("and not of what is past", async () => (await stateOf(slipped, minh)) === "c");
    await change({ onlineUrl: "https://hop.example.vn/1" });
    await align();
    await done(`activity-moved-${id}-3`);
    await until("the first change is void", async () => (await stateOf(`activity-moved-${id}-2`, lan)) === "c" && (await stateOf(slipped, lan)) === "c");
    expect(await stateOf(`activity-moved-${id}-2`, minh)).toMatch(/[sdra]/);
    await word(lan);
    await until("she hears of the last", () => heard(lan, new RegExp(`Trực tuyến: https://hop.example.vn/1\\nLưu vào lịch: https://doan.example.vn/activities/${id}.ics`)) === 1);
    expect([heard(lan, /có thay đổi/), heard(lan, slipped)]).toEqual([1, 0]);
  });

  it("tells whom a notice had invited, once over all their chats, and nobody whom it did not reach or who was told of it as it is", async () => {
    const [lan, lanToo, minh, tu, blocked] = (await people(5)) as [string, string, string, string, string];
    await onePerson(lan, lanToo);
    await register(lanToo);
    platform.block(blocked);
    const invite = async (to: string[]) => send(of(to), { purpose: "activities", about: { kind: "activity", id } });
    await done(await invite([lan, minh, blocked]));
    await change({ place: "Sân vận động" });
    await done(await invite([tu]));
    await align();
    const { total } = await done(`activity-moved-${id}-2`);
    expect(total).toBe(2);
    await until("both hear of it", () => heard(lan, /có thay đổi/) + heard(lanToo, /có thay đổi/) === 1 && heard(minh, /có thay đổi/) === 1);
    await cancelActivity(service.rooms.activities, id, "Mưa", align);
    expect((await done(`activity-cancelled-${id}-3`)).total).toBe(3);
    await until("all hear of the cancellation", () => heard(minh, /đã hủy/) === 1 && heard(tu, /đã hủy/) === 1);
    expect(heard(lan, /đã hủy/) + heard(lanToo, /đã hủy/)).toBe(1);
  });

  it("raises the number of the calendar file with all that a calendar shows", async () => {
    const number = async () => Number(/SEQUENCE:(\d+)/.exec(await calendarFileOf((await activityById(service.rooms.activities, id))!, { name: "Đoàn xã", now: Date.now() }))![1]);
    const numbers = [await number()];
    for (const changes of [{ title: "Họp chi đoàn" }, { description: "Mang theo nước" }, { endsAt: Date.now() + 22 * day }]) numbers.push((await change(changes), await number()));
    await cancelActivity(service.rooms.activities, id, "", async () => {});
    numbers.push(await number());
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect((await activityById(service.rooms.activities, id))!.revision).toBe(3);
  });

  it("is no change where a link that is not there is taken away", async () => {
    await change({ onlineUrl: null, remindersMs: null });
    expect((await activityById(service.rooms.activities, id))!.revision).toBe(1);
    await change({ onlineUrl: "https://hop.example.vn/1" });
    expect(await change({ onlineUrl: null })).toMatchObject({ revision: 3 });
  });

  it("while it goes on is told at once", async () => {
    const [lan] = (await people(1)) as [string];
    await register(lan);
    await change({ startsAt: Date.now() - hour, endsAt: Date.now() + day });
    const night = { ...gatheringPorts(service), rules: async () => ({ quietFrom: "00:00", quietTo: "23:59", holidays: false, restDays: [], remindersMinutes: [] }) as never };
    await cancelActivity(service.rooms.activities, id, "", () => alignGatherings(night));
    await until("she hears of it", () => heard(lan, /đã hủy\.\nMong bạn/) === 1, 20_000);
    expect(await broadcastById(service.rooms.broadcasts, `activity-cancelled-${id}-3`)).toMatchObject({ urgent: true });
  });

  it("reminders are for those whose seat it still is, and only at the times that are wanted", async () => {
    const [lan, minh, tu] = (await people(3)) as [string, string, string];
    for (const one of [lan, minh, tu]) await register(one);
    await saveSettings(service.rooms.broadcasts, `rest-${id}`, { quietFrom: "00:00", quietTo: "23:59" }, 0);
    const reminder = await send({ activities: [{ id, who: "seated" }] }, { kind: "reminder", purpose: "activities", commune: `rest-${id}`, about: { kind: "activity", id, revision: 1 } });
    await until("its rows wait for the morning", async () => (await broadcastById(service.rooms.broadcasts, reminder))?.state === "sending");
    await giveUp(minh);
    await service.rooms.broadcasts.broadcasts.updateOne({ _id: reminder }, { $set: { urgent: true } });
    await done(reminder);
    expect([await stateOf(reminder, lan), await stateOf(reminder, minh)]).toEqual(["s", "c"]);
    const startsAt = Date.now() + 3 * hour;
    await change({ startsAt, endsAt: startsAt + hour, remindersMs: [] });
    const job = { kind: "activity" as const, id, revision: 2, beforeMs: 3 * hour };
    await remind(job, gatheringPorts(service));
    expect(await broadcastById(service.rooms.broadcasts, `activity-reminder-${id}-2-180`)).toBeUndefined();
    await change({ remindersMs: [3 * hour] });
    await remind(job, gatheringPorts(service));
    await until("now it is wanted", () => heard(lan, `Sinh hoạt ${id}`) === 1);
    expect(heard(minh, `Sinh hoạt ${id}`)).toBe(0);
  });

  it("a seat that became free waits for its person's next word, with the time that holds then", async () => {
    const [lan] = (await people(1)) as [string];
    const [minh, tu] = (await people(2, away)) as [string, string];
    await changeCapacity(service.rooms.activities.seats, id, 1, async () => {}, Date.now());
    for (const one of [lan, minh, tu]) await register(one);
    await giveUp(lan);
    await changeCapacity(service.rooms.activities.seats, id, 2, service.tellPromoted, Date.now());
    const told = await until("both are written down", async () => { const found = await service.rooms.broadcasts.broadcasts.find({ kind: "promoted", "about.id": id, state: "done" } as Record<string, unknown>).lean(); return found.length === 2 ? found : undefined; });
    await giveUp(tu);
    await change({ place: "Sân vận động" });
    await align();
    await word(minh);
    await word(tu);
    await until("she hears of her seat", () => heard(minh, new RegExp(`bạn đã có chỗ ở «Sinh hoạt[\\s\\S]*Ở: Sân vận động[\\s\\S]*Mã: HD-${minh}[\\s\\S]*hủy hoạt động`)) === 1);
    await until("who gave it up does not", async () => (await Promise.all(told.map(({ _id }) => stateOf(_id, tu)))).includes("c"));
    expect(heard(tu, /đã có chỗ/)).toBe(0);
  });
});

it("asks those who were there how it was, each once, also who was entered days later", async () => {
  const [lan, minh, mai] = (await people(3)) as [string, string, string];
  const id = `hd-${number++}`;
  await createActivity(service.rooms.activities, { _id: id, commune: "doan-xa-mau", units: ["doan-xa-mau"], kind: "sport", title: `Bóng đá ${id}`, label: "Bóng đá", place: "Sân", description: "", startsAt: Date.now() - 5 * hour, endsAt: Date.now() - 3 * hour, registration: false, capacity: 0, createdBy: "t", createdAt: 0 });
  const activity = (await activityById(service.rooms.activities, id))!;
  const enter = (listed: Listed[], at: number) => checkInFromList(service.rooms.activities, activity, listed, "t", at);
  const ask = (at = Date.now()) => askFeedback({ activities: service.rooms.activities, broadcasts: service.rooms.broadcasts, people: service.rooms.people, plan: (one) => steering.plan(one), timeZone: "Asia/Ho_Chi_Minh", now: () => at });
  const asked = async () => (await service.rooms.broadcasts.broadcasts.find({ "about.id": id }).sort({ _id: 1 }).lean()).map((one) => one.audience.contacts);
  await enter([{ contact: contactOf(lan), name: "Lan" }, { person: "p-khong-chat", name: "Người không có chat" }], Date.now());
  await Promise.all([ask(), ask()]);
  await ask();
  const [first] = await service.rooms.broadcasts.broadcasts.find({ "about.id": id }).lean();
  await done(first!._id);
  expect([heard(lan, `Bóng đá ${id}`), heard(minh, `Bóng đá ${id}`)]).toEqual([1, 0]);
  expect(platform.inbox(lan).replies.at(-1)!.choices.map((choice) => choice.payload)).toEqual([`#f:activity-feedback:${id}`]);
  // Five days later a sheet is entered: Minh's chat, and Mai as whom the register knows. Lan was asked.
  await service.rooms.people.people.create({ _id: `p-${mai}`, commune: "doan-xa-mau", name: "Mai", sortKey: "mai", keys: [], standing: "youth", status: "active", history: [], trainings: [], tags: [], contacts: [contactOf(mai)], createdAt: 1, createdBy: "t", updatedAt: 1, revision: 1 });
  await enter([{ contact: contactOf(minh), name: "Minh" }, { person: `p-${mai}`, name: "Mai" }], Date.now() + 5 * day);
  await ask(Date.now() + 5 * day);
  await ask(Date.now() + 6 * day);
  expect(await asked()).toEqual([[contactOf(lan)], [contactOf(minh), contactOf(mai)].sort()]);
  await steering.cancel((await service.rooms.broadcasts.broadcasts.findOne({ "about.id": id, "audience.contacts": contactOf(mai) }).lean())!._id);
});

describe("quiet hours and holidays", () => {
  const rules = (more: Partial<NoticeRules> = {}): NoticeRules => ({ quietFrom: "21:30", quietTo: "06:30", holidays: true, restDays: [], remindersMinutes: [], without: [], approveAbove: 500, ...more }) as NoticeRules;
  const at = (local: string): number => Date.parse(`${local}:00+07:00`);
  const zone = "Asia/Ho_Chi_Minh";
  it.each([
    ["2026-11-23T22:00", true, "2026-11-24T06:30"], ["2026-11-24T06:29", true, "2026-11-24T06:30"], ["2026-11-24T06:30", false, "2026-11-24T21:30"],
    // National day, and the eve of Tết 2027.
    ["2026-09-02T10:00", true, "2026-09-03T06:30"], ["2027-02-06T10:00", true, undefined],
  ])("at %s", (local, quiet, until) => {
    const calm = calmAt(rules(), at(local), zone);
    expect(calm.quiet).toBe(quiet);
    if (until && local !== "2026-09-02T10:00") expect(new Date(calm.until).toISOString()).toBe(new Date(at(until)).toISOString());
  });
  it.each([
    ["an afternoon, told at night: in the morning", "2026-11-24T00:30", "2026-11-24T14:00", { at: "2026-11-24T06:30", urgent: true }],
    ["an early morning, told at night: at once", "2026-11-24T00:30", "2026-11-24T08:00", { urgent: true }],
    ["days ahead, told at night: after the night", "2026-11-23T22:00", "2026-11-26T08:00", {}],
    ["after Tết, told at Tết: after Tết", "2027-02-06T10:00", "2027-02-25T08:00", {}],
    ["in Tết, told in Tết: by day", "2027-02-06T10:00", "2027-02-07T08:00", { urgent: true }],
    ["in Tết, told in a night of Tết: in the morning", "2027-02-06T22:00", "2027-02-08T08:00", { at: "2027-02-07T06:30", urgent: true }],
    ["in Tết, told in the last minutes before it", "2027-02-04T21:20", "2027-02-06T08:00", { urgent: true }],
    ["under way: at once", "2026-11-24T02:00", "2026-11-23T08:00", { urgent: true }],
  ])("leave time to hear of %s", (_, now, by, told) => {
    const { at: morning, ...rest } = told as { at?: string; urgent?: true };
    expect(tellInTime(rules(), at(now), at(by), { restMs: 24 * hour, nightMs: 6 * hour }, zone)).toEqual({ ...rest, ...(morning ? { at: at(morning) } : {}) });
  });
  it("rest where a unit says so", () => {
    expect(calmAt(rules({ restDays: ["2026-12-30"] }), at("2026-12-30T10:00"), zone).quiet).toBe(true);
    expect(calmAt(rules({ quietFrom: "00:00", quietTo: "00:00", holidays: false }), at("2026-09-02T23:00"), zone).quiet).toBe(false);
  });

  it("are stepped over by what one is told of the end", () => {
    const told = (from: string, seconds: number | undefined, more: { urgent?: boolean; perMinute?: number } = {}) => {
      const { startsAt, restsUntil, finishesAt } = forecast(more, { from: at(from), seconds, rules: rules(), timeZone: zone });
      return [startsAt, restsUntil, finishesAt].map((time) => time && new Date(time + 7 * 3_600_000).toISOString().slice(0, 16));
    };
    expect(told("2026-11-23T22:00", 300)).toEqual(["2026-11-24T06:30", "2026-11-24T06:30", "2026-11-24T06:35"]);
    expect(told("2026-11-23T21:00", 3_600)).toEqual(["2026-11-23T21:00", undefined, "2026-11-24T07:00"]);
    expect(told("2026-11-23T10:00", 60 * 3_600)).toEqual(["2026-11-23T10:00", undefined, "2026-11-27T10:00"]);
    expect(told("2026-11-23T22:00", 300, { urgent: true })).toEqual(["2026-11-23T22:00", undefined, "2026-11-23T22:05"]);
    expect(told("2026-11-23T22:00", undefined)).toEqual(["2026-11-24T06:30", "2026-11-24T06:30", undefined]);
    // Before Tết it rests for days.
    expect(told("2027-02-05T22:00", 60)[0]! > "2027-02-08").toBe(true);
    const reach = { ...noReach(), now: 1_800, seconds: 60 };
    expect([undefined, 600].map((perMinute) => sendingSeconds({ preview: { id: "1", state: "ready", scanned: 0, names: [], at: 0, reach }, ...(perMinute ? { perMinute } : {}) }))).toEqual([60, 180]);
  });
});
