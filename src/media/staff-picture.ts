import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { channelNames, type ChannelName } from "../core/channel-name.ts";
import { contactParts, type ContactId } from "../core/contact-id.ts";
import type { OutboundMedia } from "../core/outbound-message.ts";
import { smallPicture } from "./clean-image.ts";
import { keepUpload } from "./keep-upload.ts";
import { mediaById, type Media, type MediaRoom } from "./model.ts";

/** What a picture staff brought belongs to; stands where a contact does. Notices' pictures are public, activities' are not. */
export type PictureOwner = `notice:${string}` | `activity:${string}`;

const mostBytes = 15 * 1_048_576;

/** Keeps a picture of staff, small enough for every platform; the same one again is the same. Throws MediaRefused for what is no picture. */
export async function keepPicture(room: MediaRoom, owner: PictureOwner, content: Buffer, now: number): Promise<string> {
  const small = await smallPicture(content);
  const event = `${owner}|${createHash("sha256").update(content).digest("hex")}`;
  return (await keepUpload(room, { event, contact: owner, name: "anh.jpg", content: Readable.from([small]), maxBytes: mostBytes, now }))._id;
}

/** The picture's bytes, as far as it belongs to `owner` (or to anything whose name begins so). */
export async function pictureOf(room: MediaRoom, id: string, owner: string): Promise<{ content: Buffer; type: string } | undefined> {
  const media = await ownPicture(room, id, owner);
  return media && { content: await readFile(join(room.folder, media.path!)), type: media.type! };
}

/** Platforms that are given the file itself; web chat's page asks its own server. The others fetch it, from a public address only. */
const givenFiles: readonly ChannelName[] = ["telegram", "zalo", "webchat"];

/** Channels on which pictures of staff are not shown; then the words go alone. */
export function channelsWithoutPictures(publicUrl: string | undefined): ChannelName[] {
  return publicUrl?.startsWith("https://") ? [] : channelNames.filter((name) => !givenFiles.includes(name));
}

/** Whether this contact's platform can get a picture. */
export function canShow({ url }: OutboundMedia, contact: ContactId): boolean {
  return !channelsWithoutPictures(url).includes(contactParts(contact).channel);
}

/** How platforms get a notice's picture; undefined when it is gone. */
export async function noticePicture(room: MediaRoom, id: string, publicUrl: string | undefined): Promise<OutboundMedia | undefined> {
  const media = await ownPicture(room, id, "notice:");
  return media && { kind: "image", url: `${publicUrl ?? "http://localhost"}/files/${media._id}/anh.jpg`, path: join(room.folder, media.path!), name: "anh.jpg", type: media.type! };
}

async function ownPicture(room: MediaRoom, id: string, owner: string): Promise<Media | undefined> {
  const media = await mediaById(room, id);
  return media?.state === "kept" && media.path !== undefined && media.contact.startsWith(owner) ? media : undefined;
}
