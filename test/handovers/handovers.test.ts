import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { closeHandover, forgetHandovers, handoverModels, handoversOf, noteReply, noticeReplies, requestPerson, takeHandover, waitingHandovers, type HandoverModels } from "../../src/handovers/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const [lan, minh] = ["telegram:bot:Lan", "zalo:oa:Minh"];
let engines: TestEngines;
let connection: Connection;
let handovers: HandoverModels;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => void (handovers = handoverModels((connection = await openDatabase(engines)))));
afterEach(() => connection.close());

const ask = (contact: string, mark: string, now: number, urgent = false, reason = "hỏi việc") => requestPerson(handovers, { mark, ref: `HT-${mark}`, contact, reason, urgent, now });

it("shows the urgent first, then who waits longest", async () => {
  await ask("zalo:oa:1", "a", 2);
  await ask("zalo:oa:2", "b", 1);
  await ask("zalo:oa:3", "c", 3, true);
  expect((await waitingHandovers(handovers)).map((one) => one.ref)).toEqual(["HT-c", "HT-b", "HT-a"]);
  expect(await waitingHandovers(handovers, 1)).toHaveLength(1);
});

it("keeps place and number of somebody who asks again, and stays urgent", async () => {
  expect(await ask(lan, "a", 1, true)).toBe("HT-a");
  expect(await ask(lan, "b", 5, false, "còn nữa")).toBe("HT-a");
  expect(await ask(lan, "c", 6, false, "")).toBe("HT-a");
  expect(await waitingHandovers(handovers)).toMatchObject([{ ref: "HT-a", reason: "còn nữa", urgent: true, requestedAt: 1 }]);
});

it("gives the act played again its number, also after staff was done, and a later act a new one", async () => {
  await ask(lan, "a", 1);
  expect(await closeHandover(handovers, "HT-a")).toBe(true);
  expect(await closeHandover(handovers, "HT-a")).toBe(false);
  expect(await ask(lan, "a", 1)).toBe("HT-a");
  expect(await waitingHandovers(handovers)).toEqual([]);
  expect(await ask(lan, "b", 9)).toBe("HT-b");
});

it("forgets a person and nobody else", async () => {
  await ask(lan, "a", 1, false, "Lan cần giúp");
  await ask(minh, "b", 2);
  await forgetHandovers(handovers, lan);
  await forgetHandovers(handovers, lan);
  expect(JSON.stringify(await handovers.handovers.find().lean())).not.toContain("Lan");
  expect(await handoversOf(handovers, minh)).toHaveLength(1);
});

it("keeps what is written after a notice with it: who was not understood waits, everybody is found, words after a button count once", async () => {
  const reply = (contact: string, said: string, waits: boolean, at: number) => noteReply(handovers, { broadcast: "notice-x", contact, ref: `HT-${contact}`, commune: "xa-a", said, waits, at });
  await reply(lan, "", false, 1);
  await reply(minh, "em đi được ạ", false, 2);
  await reply(lan, "em bận, đổi giờ được không ạ?", true, 3);
  await reply(lan, "em bận, đổi giờ được không ạ?", true, 3);
  expect(await waitingHandovers(handovers)).toMatchObject([{ contact: lan, reason: "em bận, đổi giờ được không ạ?", broadcast: "notice-x" }]);
  const found = await noticeReplies(handovers, { commune: "xa-a" }, { broadcast: "notice-x", limit: 10 });
  expect(found.map((one) => [one.contact, one.state])).toEqual([[lan, "waiting"], [minh, "noted"]]);
  expect(await noticeReplies(handovers, { commune: "xa-b" }, { limit: 10 })).toEqual([]);
  expect(await handoversOf(handovers, minh)).toEqual([]);
  for (const one of [lan, minh]) await takeHandover(handovers, one, 4);
  await reply(lan, "còn nữa ạ", true, 5);
  expect((await noticeReplies(handovers, {}, { limit: 10 })).map((one) => one.state)).toEqual(["taken", "taken"]);
});
