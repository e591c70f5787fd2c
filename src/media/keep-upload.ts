import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { byteLimit, keepFile } from "./keep-file.ts";
import { limitBytes } from "./limit-bytes.ts";
import { removeFile, withIncomingFile } from "./media-folder.ts";
import { mediaById, mediaId, type Media, type MediaRoom } from "./model.ts";
import { insertOnce } from "./note-media.ts";
import { MediaDelayed } from "./refusal.ts";

export type Upload = { event: string; contact: string; name?: string; content: Readable; maxBytes: number; now: number };

/**
 * Keeps a file that is sent to us directly. The same event again gets what was kept the first time. Throws MediaRefused, and
 * MediaDelayed when the sender broke off.
 */
export async function keepUpload(room: MediaRoom, { event, contact, name, content, maxBytes, now }: Upload): Promise<Media> {
  const id = mediaId(event, 0);
  const before = await mediaById(room, id);
  if (before) {
    content.resume();
    return before;
  }
  return withIncomingFile(room.folder, async (path) => {
    await receive(content, path, byteLimit("file", maxBytes));
    const { kind, ...copy } = await keepFile(room.folder, path, { id, name });
    await insertOnce(room, id, { contact, event, kind, state: "kept", tries: 0, at: now, ...copy });
    const kept = await mediaById(room, id);
    if (kept) return kept;
    await removeFile(room.folder, copy.path); // all of the person's data was deleted in this very moment
    throw new MediaDelayed("forgotten");
  });
}

/** Not one pipeline: that would destroy the request with a file that is too large, and the answer with it. */
async function receive(content: Readable, path: string, maxBytes: number): Promise<void> {
  const limit = limitBytes(maxBytes);
  const brokenOff = (): void => void (content.readableEnded || limit.destroy(new MediaDelayed("broken-off")));
  content.once("error", brokenOff).once("close", brokenOff).pipe(limit);
  await pipeline(limit, createWriteStream(path, { mode: 0o600, flags: "wx", flush: true }));
}
