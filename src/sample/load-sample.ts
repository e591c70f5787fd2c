import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Model } from "mongoose";
import { createActivity, type ActivityModels, type NewActivity } from "../activities/index.ts";
import type { Club, ClubModels } from "../clubs/index.ts";
import { createDialogue, type DialogueModels, type NewDialogue } from "../dialogues/index.ts";
import type { Question, QuestionModels } from "../questions/index.ts";
import type { Unit, UnitModels } from "../units/index.ts";
import { saturdayMorning } from "./saturday-morning.ts";

export type SampleRooms = { units: UnitModels; clubs: ClubModels; dialogues: DialogueModels; activities: ActivityModels; questions: QuestionModels };

type SampleActivity = Pick<NewActivity, "_id" | "kind" | "title" | "label" | "place" | "description" | "registration" | "capacity" | "minAge"> & { daysAfter: number; at: number; hours: number };

type SampleQuestion = Required<Pick<Question, "_id" | "topic" | "label" | "text" | "answer">> & { daysAgo: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const root: Unit = { _id: "doan-xa-mau", kind: "commune-union", name: "Đoàn xã Mẫu", label: "Đoàn xã Mẫu", aliases: [], order: 0, active: true };

/**
 * Fills an empty database with the commune "Đoàn xã Mẫu": branches, clubs, activities, a dialogue some three weeks ahead, earlier
 * questions. The commune itself is written last, so a load that died is finished by the next start. False: the database
 * belongs to somebody already, nothing was changed.
 */
export async function loadSample(rooms: SampleRooms, now: number): Promise<boolean> {
  const units = read<Omit<Unit, "active" | "parent">[]>("units");
  const clubs = read<Omit<Club, "order" | "state">[]>("clubs");
  if (await isInUse(rooms, [...units, ...clubs].map((one) => one._id))) return false;
  for (const unit of units) await put(rooms.units.units, { ...unit, parent: root._id, active: true });
  for (const [order, club] of clubs.entries()) await put(rooms.clubs.clubs, { ...club, commune: root._id, order, state: "open" });
  for (const question of read<SampleQuestion[]>("questions")) await put(rooms.questions.questions, asked(question, now));
  await createDialogue(rooms.dialogues, { ...read<Omit<NewDialogue, "startsAt">>("dialogue"), commune: root._id, startsAt: saturdayMorning(now) });
  for (const { daysAfter, at, hours, ...activity } of read<SampleActivity[]>("activities")) {
    // The dialogue is at eight.
    const startsAt = saturdayMorning(now) + daysAfter * dayMs + (at - 8) * hourMs;
    await createActivity(rooms.activities, { ...activity, commune: root._id, units: [root._id], startsAt, endsAt: startsAt + hours * hourMs, createdBy: "sample", createdAt: now });
  }
  await put(rooms.units.units, root);
  return true;
}

function read<Data>(name: string): Data {
  return parse(readFileSync(new URL(`./${name}.yaml`, import.meta.url), "utf8")) as Data;
}

/** Loaded already, or holds branches or clubs that are not the sample's. */
async function isInUse({ units, clubs }: SampleRooms, own: string[]): Promise<boolean> {
  if (await units.units.exists({ kind: "commune-union" })) return true;
  const [unit, club] = await Promise.all([units.units.exists({ _id: { $nin: own } }), clubs.clubs.exists({ _id: { $nin: own } })]);
  return unit !== null || club !== null;
}

async function put<Document>(model: Model<Document>, document: NoInfer<Document> & { _id: string }): Promise<void> {
  const { _id, ...fields } = document;
  try {
    await model.updateOne({ _id } as Record<string, unknown>, { $setOnInsert: fields } as Record<string, unknown>, { upsert: true });
  } catch (error) {
    // Another process loads at the same time.
    if ((error as { code?: number }).code !== 11000) throw error;
  }
}

function asked({ daysAgo, ...question }: SampleQuestion, now: number): Question {
  const askedAt = now - daysAgo * dayMs;
  return { ...question, commune: root._id, to: "union", state: "answered", anonymous: true, public: true, mark: "sample", askedAt, answeredAt: askedAt + 7 * dayMs };
}
