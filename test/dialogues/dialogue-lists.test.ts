import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelAllRegistrations, createDialogue, dialoguesOf, positionOf, registeredContacts, registerForDialogue, registrationOf, type DialogueModels } from "../../src/dialogues/index.ts";
import { cancel, contactOf, now, openHalls, register, silent, type Halls } from "./hall.ts";

const dayMs = 86_400_000;
let halls: Halls;

beforeAll(async () => void (halls = await openHalls()));
afterAll(async () => halls.stop());

const hall = async (capacity: number): Promise<DialogueModels> => (await halls.hall(capacity))[0]!;

/** A second dialogue whose id begins like the first one's. */
async function another(models: DialogueModels, n: number): Promise<void> {
  await createDialogue(models, { _id: "dt-2", title: "Hai", label: "Hai", theme: "", place: "", startsAt: now + dayMs / 2, capacity: 9 });
  await registerForDialogue(models, { dialogue: "dt-2", contact: contactOf(n), code: "DT-X", willAsk: false, locale: "vi", mark: "x", now }, silent);
}

describe("a dialogue's people", () => {
  it("come page by page in order of their ids, without those who left and those of other dialogues", async () => {
    const models = await hall(2);
    for (const n of [5, 1, 4, 2, 3]) await register(models, n, `m${n}`);
    await another(models, 6);
    await cancel(models, 2, "left");
    const pages: string[][] = [];
    for (let after = ""; ; after = pages.at(-1)!.at(-1)!) {
      const page = await registeredContacts(models, "dt", after, 2);
      if (page.length === 0) break;
      pages.push(page);
    }
    expect(pages).toEqual([[contactOf(1), contactOf(3)], [contactOf(4), contactOf(5)]]);
    expect(await registeredContacts(models, "dt", "", 9, ["seated"])).toEqual([contactOf(1), contactOf(5)]);
  });

  it("move up the line as those before them leave", async () => {
    const models = await hall(1);
    for (let n = 0; n < 5; n++) await register(models, n, `m${n}`);
    const position = async (n: number): Promise<number> => positionOf(models, (await registrationOf(models, "dt", contactOf(n)))!);
    expect(await Promise.all([0, 1, 4].map(position))).toEqual([0, 1, 4]);
    await cancel(models, 2, "left");
    await cancel(models, 0, "left too");
    expect(await Promise.all([1, 2, 3, 4].map(position))).toEqual([0, 0, 1, 2]);
  });
});

describe("a person's dialogues", () => {
  it("come soonest first, and are gone when left or over", async () => {
    const models = await hall(2);
    await register(models, 1, "a");
    await another(models, 1);
    const ids = async (at: number): Promise<string[]> => (await dialoguesOf(models, contactOf(1), at)).map((one) => one.dialogue._id);
    expect(await ids(now)).toEqual(["dt-2", "dt"]);
    expect(await ids(now + dayMs)).toEqual(["dt"]);
    await cancel(models, 1, "b");
    expect(await ids(now)).toEqual(["dt-2"]);
  });

  it("are all left when consent is withdrawn, and can be joined again", async () => {
    const models = await hall(1);
    await register(models, 1, "a");
    await another(models, 1);
    await cancelAllRegistrations(models, contactOf(1), "withdrawn", now, silent);
    expect(await dialoguesOf(models, contactOf(1), now)).toEqual([]);
    expect(await register(models, 1, "b")).toMatchObject({ outcome: "seated" });
  });

  it("show nothing for somebody whose registration only just begins", async () => {
    const models = await hall(1);
    models.between = (point) => {
      if (point === "begin join") throw new Error("crash");
    };
    await expect(register(models, 1, "a")).rejects.toThrow("crash");
    delete models.between;
    expect(await dialoguesOf(models, contactOf(1), now)).toEqual([]);
    expect(await registeredContacts(models, "dt", "", 9)).toEqual([]);
    expect(await cancel(models, 1, "b")).toBeUndefined();
    expect(await register(models, 1, "a")).toMatchObject({ outcome: "seated" });
  });
});
