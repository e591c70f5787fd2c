import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetParticipant, type DialogueModels } from "../../src/dialogues/index.ts";
import { cancel, contactOf, holdAt, now, openHalls, register, silent, state, type Halls } from "./hall.ts";

let halls: Halls;

beforeAll(async () => void (halls = await openHalls()));
afterAll(async () => halls.stop());

const forget = (models: DialogueModels, n: number, tell = silent) => forgetParticipant(models, contactOf(n), "forget", now, tell);
const traces = (models: DialogueModels, n: number) => models.registrations.countDocuments({ contact: contactOf(n) });

describe("a person who is forgotten", () => {
  it("leaves the seat to the next one waiting and no trace, also when asked twice", async () => {
    const [models] = (await halls.hall(1)) as [DialogueModels];
    await register(models, 1, "a");
    await register(models, 2, "b");
    const told: string[] = [];
    for (let times = 0; times < 2; times++) await forget(models, 1, async (one) => void told.push(one.contact));
    expect(told).toEqual([contactOf(2)]);
    expect(await traces(models, 1)).toBe(0);
    expect((await state(models)).dialogue.seating).toMatchObject({ left: 0, waiting: 0, claims: [] });
  });

  it("leaves the line shorter", async () => {
    const [models] = (await halls.hall(1)) as [DialogueModels];
    for (let n = 0; n < 4; n++) await register(models, n, `m${n}`);
    await forget(models, 2);
    const { dialogue, waiting } = await state(models);
    expect(waiting.map((one) => one.contact)).toEqual([contactOf(1), contactOf(3)]);
    expect(dialogue.seating).toMatchObject({ left: 0, waiting: 2, claims: [] });
  });

  it("is not brought back by a process that stalled while writing the registration", async () => {
    const [slow, quick] = (await halls.hall(5, 2)) as [DialogueModels, DialogueModels];
    const held = holdAt(slow, "write registration");
    const registering = register(slow, 1, "a");
    await held.reached;
    // The same event, played again elsewhere because the first process seems dead; then everything is deleted.
    await register(quick, 1, "a");
    await forget(quick, 1);
    // The dialogue closes, so that the stalled act cannot simply register once more.
    await quick.dialogues.updateOne({ _id: "dt" }, { $set: { state: "closed" } });
    held.go();
    await registering;
    const { dialogue, seated } = await state(quick);
    expect(seated).toEqual([]);
    expect(dialogue.seating).toMatchObject({ left: 5, waiting: 0, claims: [] });
  });

  it("who registers again is not seated by a promotion meant for the forgotten registration", async () => {
    const [slow, quick] = (await halls.hall(1, 2)) as [DialogueModels, DialogueModels];
    for (let n = 0; n < 2; n++) await register(quick, n, `m${n}`);
    const held = holdAt(slow, "seat the waiting");
    const leaving = cancel(slow, 0, "leave");
    await held.reached;
    await forget(quick, 1);
    await register(quick, 2, "takes the seat");
    await register(quick, 1, "again");
    held.go();
    await leaving;
    const { dialogue, seated, waiting } = await state(quick);
    expect(seated.map((one) => one.contact)).toEqual([contactOf(2)]);
    expect(waiting.map((one) => one.contact)).toEqual([contactOf(1)]);
    expect(dialogue.seating).toMatchObject({ left: 0, waiting: 1, claims: [] });
  });

  it("who registers again is not cancelled by a leaving that stalled", async () => {
    const [slow, quick] = (await halls.hall(2, 2)) as [DialogueModels, DialogueModels];
    await register(quick, 1, "a");
    const held = holdAt(slow, "cancel registration");
    const leaving = cancel(slow, 1, "b");
    await held.reached;
    await forget(quick, 1);
    await register(quick, 1, "c");
    held.go();
    await leaving;
    const { dialogue, seated } = await state(quick);
    expect(seated.length + dialogue.seating.left).toBe(2);
    expect(dialogue.seating.claims).toEqual([]);
  });
});
