import type { Connection } from "mongoose";
import { cancelRegistration, createDialogue, dialogueModels, registerForDialogue, type DialogueModels, type TellPromotion } from "../../src/dialogues/index.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { startEngines } from "../kit/engines.ts";

export const now = Date.parse("2026-11-20T02:00:00Z");
export const contactOf = (n: number): string => `telegram:bot:${String(n).padStart(4, "0")}`;
export const silent: TellPromotion = async () => {};

export type Halls = { hall(capacity: number, processes?: number): Promise<DialogueModels[]>; stop(): Promise<void> };

/** Real document store; `hall` is the dialogue "dt" in a new database, with several connections as several processes would have. */
export async function openHalls(): Promise<Halls> {
  const engines = await startEngines({ docstore: true });
  const open: Connection[] = [];
  let databases = 0;
  return {
    async hall(capacity, processes = 1) {
      const database = `hall-${databases++}`;
      const models: DialogueModels[] = [];
      for (let i = 0; i < processes; i++) {
        const connection = await connectMongo(engines.mongodbUri, { database });
        open.push(connection);
        models.push(dialogueModels(connection));
      }
      await models[0]!.dialogues.createIndexes();
      await models[0]!.registrations.createIndexes();
      await createDialogue(models[0]!, { _id: "dt", title: "Đối thoại", label: "Đối thoại", theme: "Vốn vay", place: "Hội trường", startsAt: now + 86_400_000, capacity });
      return models;
    },
    async stop() {
      for (const connection of open) await connection.close();
      await engines.stop();
    },
  };
}

export const register = (models: DialogueModels, n: number, mark: string, tell: TellPromotion = silent) =>
  registerForDialogue(models, { dialogue: "dt", contact: contactOf(n), code: `DT-${n}`, willAsk: false, locale: "vi", mark, now }, tell);
export const cancel = (models: DialogueModels, n: number, mark: string, tell: TellPromotion = silent) => cancelRegistration(models, { dialogue: "dt", contact: contactOf(n), mark, now }, tell);

/** The dialogue and its people as they are stored. */
export async function state(models: DialogueModels) {
  const dialogue = (await models.dialogues.findById("dt").lean())!;
  const registrations = await models.registrations.find().lean();
  return { dialogue, seated: registrations.filter((one) => one.state === "seated"), waiting: registrations.filter((one) => one.state === "waiting").sort((a, b) => a.ticket - b.ticket) };
}

/** Holds the first act that comes to a point until it is let go. */
export function holdAt(models: DialogueModels, point: string): { reached: Promise<void>; go(): void } {
  let go = (): void => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  const reached = new Promise<void>((resolve) => {
    models.between = async (here) => {
      if (here !== point) return;
      delete models.between;
      resolve();
      await held;
    };
  });
  return { reached, go: () => go() };
}
