import type { Connection } from "mongoose";
import { isCommune, unitTree } from "../units/index.ts";
import type { Rooms } from "./rooms.ts";

const mark = "commune-of-everything";

/** The commune that is the only one: what names none is its. Undefined where there are several. */
export async function onlyCommune({ units }: Pick<Rooms, "units">): Promise<string | undefined> {
  const communes = [...(await unitTree(units, { fresh: true })).all.values()].filter((unit) => isCommune(unit) && unit.active);
  return communes.length === 1 ? communes[0]!._id : undefined;
}

/** Gives what was made before things had a commune to the only one there is, once. Safe to run twice at once. */
export async function adoptCommune(connection: Connection, rooms: Rooms): Promise<void> {
  const done = connection.collection<{ _id: string; at: number }>("migrations");
  if (await done.findOne({ _id: mark })) return;
  const commune = await onlyCommune(rooms);
  if (!commune) return;
  const none = { commune: { $exists: false } };
  for (const name of ["clubs", "dialogues", "questions", "handovers", "consent-records"]) await connection.collection(name).updateMany(none, { $set: { commune } });
  await done.updateOne({ _id: mark }, { $set: { at: Date.now() } }, { upsert: true });
}
