import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Folders and files are the owner's alone. */
const folderMode = 0o700;
const fileMode = 0o600;

/** Where files wait that are not known to be kept yet. */
export const incoming = "incoming";

/** Calls `use` with the path of a file that does not exist yet; whatever is there afterwards is deleted. */
export async function withIncomingFile<Result>(folder: string, use: (path: string) => Promise<Result>): Promise<Result> {
  await mkdir(join(folder, incoming), { recursive: true, mode: folderMode });
  const path = join(folder, incoming, randomBytes(16).toString("hex"));
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Place of a document's file below the folder: its id, in one of 256 folders. Ids are hexadecimal and endings ours: never a way out. */
export function placeOf(id: string, ending: string): string {
  return join(id.slice(0, 2), `${id}.${ending}`);
}

/** Moves a file to its place in one step: it is there whole or not at all, also after a power cut. */
export async function moveToPlace(folder: string, from: string, place: string): Promise<void> {
  const to = join(folder, place);
  await mkdir(dirname(to), { recursive: true, mode: folderMode });
  await chmod(from, fileMode);
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Overwrites a file with other bytes, down to the disk. */
export async function overwrite(path: string, content: Buffer): Promise<void> {
  const file = await open(path, "w", fileMode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function removeFile(folder: string, place: string): Promise<void> {
  await rm(join(folder, place), { force: true });
}

/** A new name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
