import { foldNormalised, normalise } from "../lib/vietnamese/index.ts";
import { attendanceOf, writeRow } from "./attendance.ts";
import { rowId, type Activity, type ActivityModels, type Attendance } from "./model.ts";

/** The how-manieth of a name: of two who are called the same each has a row, and writing one down again is the same row. */
export type Namesake = { name: string; number: number };
/**
 * A typed name that somebody who is there bears too. `differs`: both are written with their marks, and differently (Hoa, Hòa).
 * `elsewhere`: another unit wrote one like it down, whom the asker does not see and whose spelling `like` does not tell.
 */
export type AlikeName = Namesake & { like: string[]; differs: boolean; elsewhere?: true };

/**
 * Writes names of a sheet of paper down. A name like that of somebody who is there, or like one above it on the sheet, is not
 * written but handed back: whether it is the same person only people know. `namesakes`: those they said are somebody else. A partner's
 * names stand for their `unit`. They are asked of the others' names too, or one person on two units' sheets would be two; of what they do
 * not see (`sees`) they hear only that it is there.
 */
export async function checkInNames(models: ActivityModels, activity: Pick<Activity, "_id" | "commune">, { names, namesakes, unit, sees }: { names: readonly string[]; namesakes: readonly Namesake[]; unit?: string; sees?(rows: Attendance[]): Promise<Attendance[]> }, by: string, now: number): Promise<{ entered: number; alike: AlikeName[] }> {
  const write = ({ name, number }: Namesake) => writeRow(models, { _id: rowId(activity._id, `name:${exact(name)}#${number}`), activity: activity._id, commune: activity.commune, name, how: "list", at: now, by, ...(unit ? { unit } : {}) });
  let entered = 0;
  for (const one of namesakes) if (await write(one)) entered++;
  const there = await attendanceOf(models, activity._id);
  const seen = sees ? new Set((await sees(there)).map((one) => one._id)) : undefined;
  const taken = there.filter(({ name }) => name !== "").map(({ _id, name }) => ({ name, shown: seen?.has(_id) ?? true }));
  const last = new Map<string, number>();
  for (const { _id } of there) {
    const [, name, number] = /\|name:(.+)#(\d+)$/.exec(_id) ?? [];
    if (name) last.set(name, Math.max(last.get(name) ?? 0, Number(number)));
  }
  const alike: AlikeName[] = [];
  for (const name of names) {
    const like = taken.filter((one) => folded(one.name) === folded(name));
    const number = (last.get(exact(name)) ?? 0) + 1;
    last.set(exact(name), number);
    taken.push({ name, shown: true });
    const differs = marked(name) && like.every((one) => marked(one.name) && exact(one.name) !== exact(name));
    if (like.length > 0) alike.push({ name, number, like: [...new Set(like.filter((one) => one.shown).map((one) => one.name))], differs, ...(like.every((one) => one.shown) ? {} : { elsewhere: true }) });
    else if (await write({ name, number })) entered++;
  }
  return { entered, alike };
}

/** As it is written, whatever the capitals and the place of a tone (Hoà, Hòa). */
function exact(name: string): string {
  return normalise(name).replace(/\s+/g, " ").trim().slice(0, 80);
}

function folded(name: string): string {
  return foldNormalised(exact(name));
}

function marked(name: string): boolean {
  return folded(name) !== exact(name);
}
