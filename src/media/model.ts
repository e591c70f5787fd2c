import { createHash } from "node:crypto";
import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";
import type { MediaKind } from "../core/inbound-event.ts";
import type { Refusal } from "./refusal.ts";

/** One file, or one place, that somebody sent. */
export type Media = {
  /** Made of the event's id and the place in it, so that an event played twice has its files once. */
  _id: string;
  contact: ContactId;
  event: string;
  kind: MediaKind;
  /** waiting: to be copied; kept: here; refused: never will be (`reason`); gone: was not there any more (`reason`). */
  state: "waiting" | "kept" | "refused" | "gone";
  reason?: Refusal;
  /** Where it is fetched; only while waiting, because platforms' links open the file to whoever has them. */
  source?: { url?: string; fileId?: string };
  /** When the next try is due; only while waiting. */
  dueAt?: number;
  tries: number;
  /** Of the copy: true type, size and sha-256 of what is kept, and its place under the media folder. */
  type?: string;
  bytes?: number;
  sha256?: string;
  path?: string;
  /** What the person called it, made harmless; with the ending of its true type. */
  name?: string;
  /** Of a place somebody sent. */
  latitude?: number;
  longitude?: number;
  /** When it was sent to us, epoch ms; retention counts from here. */
  at: number;
};

/** The room: its documents and the folder of its files, which nothing serves. */
export type MediaRoom = { media: Model<Media>; folder: string };

export function mediaRoom(connection: Connection, folder: string): MediaRoom {
  const media = new Schema<Media>(
    {
      _id: String, contact: { type: String, index: true }, event: String, kind: String, state: String, reason: String, source: Schema.Types.Mixed, dueAt: { type: Number, index: true }, tries: Number,
      type: String, bytes: Number, sha256: String, path: String, name: String, latitude: Number, longitude: Number, at: { type: Number, index: true },
    },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  return { media: connection.model<Media>("media", media, "media"), folder };
}

/** Id of the `index`-th file of an event, and the name of its copy. */
export function mediaId(event: string, index: number): string {
  return createHash("sha256").update(`${event}|${index}`).digest("hex").slice(0, 32);
}

export async function mediaById(room: MediaRoom, id: string): Promise<Media | undefined> {
  return (await room.media.findById(id).lean<Media>()) ?? undefined;
}

/** What somebody sent, newest first. */
export async function mediaOf(room: MediaRoom, contact: ContactId): Promise<Media[]> {
  return (await room.media.find({ contact }).lean<Media[]>()).sort((a, b) => b.at - a.at);
}
