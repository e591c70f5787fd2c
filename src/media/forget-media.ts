import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ContactId } from "../core/contact-id.ts";
import { incoming, removeFile } from "./media-folder.ts";
import type { Media, MediaRoom } from "./model.ts";

const batch = 500;
/** Younger files may belong to a document that is only now being written. */
const orphanAfterMs = 24 * 3_600_000;

/** Deletes everything somebody sent, files first. Safe to repeat; a copy under way finds its document gone and deletes itself. */
export async function forgetMedia(room: MediaRoom, contact: ContactId): Promise<void> {
  await remove(room, await room.media.find({ contact }).lean<Media[]>());
}

/** Deletes one file of an owner. */
export async function forgetFile(room: MediaRoom, id: string, owner: string): Promise<void> {
  await remove(room, await room.media.find({ _id: id, contact: owner }).lean<Media[]>());
}

/** Deletes what belongs to an owner of staff's pictures and to those named after it: of a series, all of its times. */
export async function forgetOwned(room: MediaRoom, owner: string): Promise<void> {
  await remove(room, await room.media.find({ contact: { $gte: owner, $lt: `${owner}.` } }).lean<Media[]>());
}

/** Pictures of staff live as long as what they belong to. */
const ofPeople = { contact: { $not: /^(?:notice|activity):/ } };

/** Deletes what people sent before `before`. Returns how many. */
export async function expireMedia(room: MediaRoom, before: number): Promise<number> {
  let count = 0;
  for (;;) {
    const old = await room.media.find({ at: { $lt: before }, ...ofPeople }).limit(batch).lean<Media[]>();
    await remove(room, old);
    count += old.length;
    if (old.length < batch) return count;
  }
}

/** File first: a crash in between leaves the document, and with it the next try. A copy may have ended since the document was read. */
async function remove(room: MediaRoom, media: Media[]): Promise<void> {
  for (const { _id, path } of media) {
    if (path !== undefined) await removeFile(room.folder, path);
    const last = await room.media.findOneAndDelete({ _id }).lean<Media>();
    if (last?.path !== undefined && last.path !== path) await removeFile(room.folder, last.path);
  }
}

/** Deletes files no document knows: what crashes left behind. Returns how many. */
export async function sweepMedia(room: MediaRoom, now: number): Promise<number> {
  let count = 0;
  for (const folder of await namesIn(room.folder)) {
    const names = await namesIn(join(room.folder, folder));
    const known = folder === incoming ? new Set<string>() : await knownPaths(room, names);
    for (const name of names) {
      const place = join(folder, name);
      if (known.has(place) || !(await isOld(join(room.folder, place), now))) continue;
      await rm(join(room.folder, place), { force: true });
      count++;
    }
  }
  return count;
}

async function knownPaths(room: MediaRoom, names: string[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (let from = 0; from < names.length; from += batch) {
    const ids = names.slice(from, from + batch).map((name) => name.split(".")[0]!);
    for (const { path } of await room.media.find({ _id: { $in: ids } }, { path: 1 }).lean<Media[]>()) if (path !== undefined) known.add(path);
  }
  return known;
}

/** Nothing when the folder is not there, or is a file. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
}

async function isOld(path: string, now: number): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true && facts.mtimeMs < now - orphanAfterMs;
}
