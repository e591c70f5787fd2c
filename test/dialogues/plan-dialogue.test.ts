import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelDialogueEvent, createDialogue, dialogueById, dialoguesAhead, moveDialogue, openDialogues, setRegistrationOpen, type DialogueModels } from "../../src/dialogues/index.ts";
import { cancel, contactOf, now, openHalls, register, state, type Halls } from "./hall.ts";

const dayMs = 86_400_000;
let halls: Halls;

beforeAll(async () => void (halls = await openHalls()));
afterAll(async () => halls.stop());

const none = async (): Promise<void> => {};
const hall = async (capacity: number): Promise<DialogueModels> => (await halls.hall(capacity))[0]!;

describe("a dialogue that is planned", () => {
  it("is created once and keeps its seats when created again", async () => {
    const models = await hall(2);
    await register(models, 1, "a");
    expect(await createDialogue(models, { _id: "dt", title: "Khác", label: "Khác", theme: "", place: "", startsAt: now, capacity: 9 })).toBe(false);
    expect(await dialogueById(models, "dt")).toMatchObject({ title: "Đối thoại", revision: 1, capacity: 2, seating: { left: 1 } });
  });

  it("refuses an id that would not fit a button's payload", async () => {
    const models = await hall(1);
    const rest = { title: "", label: "", theme: "", place: "", startsAt: now, capacity: 1 };
    for (const _id of ["", "Hoa", "a|b", "-a", "a".repeat(29)]) await expect(createDialogue(models, { ...rest, _id })).rejects.toThrow("id");
  });

  it("rises one revision with each move to another time, and plans its reminders each time it is asked", async () => {
    const models = await hall(1);
    const planned: string[] = [];
    const plan = async (id: string): Promise<void> => void planned.push(id);
    for (const days of [2, 2, 3]) expect(await moveDialogue(models, "dt", now + days * dayMs, plan)).toBe(true);
    expect(await dialogueById(models, "dt")).toMatchObject({ revision: 3, startsAt: now + 3 * dayMs });
    expect(planned).toEqual(["dt", "dt", "dt"]);
    expect(await moveDialogue(models, "not-there", now, plan)).toBe(false);
  });

  it("is called off once, moves no more and takes nobody, yet its people can still be told", async () => {
    const models = await hall(1);
    await register(models, 1, "a");
    await register(models, 2, "b");
    for (let times = 0; times < 2; times++) expect(await cancelDialogueEvent(models, "dt", none)).toBe(true);
    expect(await dialogueById(models, "dt")).toMatchObject({ state: "cancelled", revision: 2 });
    expect(await moveDialogue(models, "dt", now + 5 * dayMs, none)).toBe(false);
    expect(await register(models, 3, "c")).toEqual({ outcome: "missing" });
    expect(await openDialogues(models, now)).toEqual([]);
    expect(await dialoguesAhead(models, now)).toMatchObject([{ _id: "dt", state: "cancelled", revision: 2 }]);
    expect(await cancelDialogueEvent(models, "not-there", none)).toBe(false);
  });

  it("promotes nobody into a dialogue that was called off", async () => {
    const models = await hall(1);
    await register(models, 1, "a");
    await register(models, 2, "b");
    await cancelDialogueEvent(models, "dt", none);
    await cancel(models, 1, "c");
    expect((await state(models)).waiting.map((one) => one.contact)).toEqual([contactOf(2)]);
  });

  it("stops taking people when registration ends and still gives freed seats to the waiting", async () => {
    const models = await hall(1);
    await register(models, 1, "a");
    await register(models, 2, "b");
    await setRegistrationOpen(models, "dt", false);
    expect(await register(models, 3, "c")).toEqual({ outcome: "closed" });
    await cancel(models, 1, "d");
    expect((await state(models)).seated.map((one) => one.contact)).toEqual([contactOf(2)]);
  });

  it("is ahead and open only until it begins", async () => {
    const models = await hall(1);
    for (const list of [openDialogues, dialoguesAhead]) {
      expect(await list(models, now + dayMs - 1)).toHaveLength(1);
      expect(await list(models, now + dayMs)).toEqual([]);
    }
  });
});
