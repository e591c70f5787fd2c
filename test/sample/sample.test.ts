import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clubKinds, listClubs } from "../../src/clubs/index.ts";
import { openDialogues } from "../../src/dialogues/index.ts";
import { questionTopics, topicName } from "../../src/questions/index.ts";
import { loadSample, saturdayMorning } from "../../src/sample/index.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { openFeatureRooms, type FeatureRooms } from "../../src/turns/effects/index.ts";
import { branches } from "../../src/units/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const buttonRoom = 20;
const closing: (() => Promise<void>)[] = [];
let engines: TestEngines;

beforeAll(async () => void (engines = await startEngines({ docstore: true })));
afterAll(async () => {
  for (const close of closing) await close();
  await engines.stop();
});

async function rooms(database: string): Promise<FeatureRooms> {
  const connection = await connectMongo(engines.mongodbUri, { database });
  closing.push(() => connection.close());
  return openFeatureRooms(connection);
}

describe("the sample commune", () => {
  it("has branches, clubs of every kind, a dialogue and earlier questions", async () => {
    const sample = await rooms("sample");
    expect(await loadSample(sample, now)).toBe(true);
    expect(await branches(sample.units)).toHaveLength(6);
    const clubs = await listClubs(sample.clubs);
    expect(clubs).toHaveLength(8);
    expect(new Set(clubs.map((club) => club.kind))).toEqual(new Set(clubKinds));
    expect(await openDialogues(sample.dialogues, now)).toMatchObject([{ capacity: 50, startsAt: Date.parse("2026-12-12T08:00:00+07:00"), seating: { left: 50, waiting: 0 } }]);
    expect(await sample.questions.questions.countDocuments({ public: true, state: "answered" })).toBeGreaterThan(3);
  });

  it("has labels that fit on a button and ids that fit in a payload", async () => {
    const sample = await rooms("labels");
    await loadSample(sample, now);
    const labelled = [...(await branches(sample.units)), ...(await listClubs(sample.clubs)), ...(await sample.questions.questions.find().lean())];
    expect(labelled.filter((one) => (one.label ?? "").length > buttonRoom).map((one) => one.label)).toEqual([]);
    expect(questionTopics().flatMap((topic) => [topicName(topic, "vi")!, topicName(topic, "en")!]).filter((label) => label.length > buttonRoom)).toEqual([]);
    expect(labelled.filter((one) => !/^[\w.-]{1,28}$/.test(one._id))).toEqual([]);
  });

  it("is loaded once, and finished after a load that died", async () => {
    const sample = await rooms("twice");
    await loadSample(sample, now);
    expect(await loadSample(sample, now + 86_400_000)).toBe(false);
    await sample.units.units.deleteOne({ _id: "doan-xa-mau" });
    await sample.clubs.clubs.deleteOne({ _id: "bong-da" });
    expect(await loadSample(sample, now + 86_400_000)).toBe(true);
    expect(await listClubs(sample.clubs)).toHaveLength(8);
    expect(await sample.dialogues.dialogues.countDocuments()).toBe(1);
  });

  it("leaves a commune's own data alone", async () => {
    const own = await rooms("own");
    await own.units.units.create({ _id: "chi-doan-mot", kind: "branch", name: "Chi đoàn Một", label: "Một", aliases: [], order: 1, active: true });
    expect(await loadSample(own, now)).toBe(false);
    expect(await listClubs(own.clubs)).toEqual([]);
  });

  it.each(["2026-11-23T02:00:00Z", "2026-11-27T23:30:00Z", "2027-02-28T16:59:00Z", "2028-02-29T17:01:00Z"])("meets on a Saturday at eight, %s", (from) => {
    const startsAt = saturdayMorning(Date.parse(from));
    expect(new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", weekday: "short", hour: "2-digit", minute: "2-digit" }).format(startsAt)).toBe("Sat 08:00");
    const daysAhead = (startsAt - Date.parse(from)) / 86_400_000;
    expect(daysAhead).toBeGreaterThan(17);
    expect(daysAhead).toBeLessThan(26);
  });
});
