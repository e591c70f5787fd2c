import type { Channel } from "../channels/contract.ts";
import { contactParts } from "../core/contact-id.ts";
import type { InboundEvent, IncomingFile, PersonInput } from "../core/inbound-event.ts";
import { SendError } from "../core/send-error.ts";
import {
  byteLimit, claimLost, fetchFile, hostRules, keepFile, mediaById, MediaDelayed, MediaRefused, noteMedia, postpone, settleKept, settleRefused, withIncomingFile,
  type HostSettings, type Media, type MediaRoom, type Resolve,
} from "../media/index.ts";
import type { Logger } from "../runtime/logger.ts";
import { enqueue, type JobQueue, type Jobs } from "./queues.ts";

export type MediaPorts = {
  room: MediaRoom;
  queue: JobQueue;
  channel(name: string, account: string): Channel | undefined;
  hosts: HostSettings;
  maxBytes: number;
  resolve?: Resolve;
  logger: Logger;
  now(): number;
};

type Waiting = Pick<Media, "_id" | "tries">;

/** Writes down what came with a message and has it copied. Repeating it changes nothing. */
export async function takeMedia(event: InboundEvent & { input: Extract<PersonInput, { kind: "media" }> }, { room, queue, now }: Pick<MediaPorts, "room" | "queue" | "now">): Promise<void> {
  for (const id of await noteMedia(room, event, now())) await plan(queue, { _id: id, tries: 0 });
}

/** Files whose job was lost (a crash between writing down and planning, or in the middle of a copy) get a new one. For a chore. */
export async function planLostMedia({ room, queue, now }: Pick<MediaPorts, "room" | "queue" | "now">): Promise<void> {
  for (const lost of await claimLost(room, now())) await plan(queue, lost);
}

/** Each try is a job of its own: a job that ended can never be added again. */
async function plan(queue: JobQueue, { _id, tries }: Waiting, delayMs = 0): Promise<void> {
  await enqueue(queue, "fetch-media", { media: _id }, { id: `media-${_id}-${tries}`, delayMs });
}

/**
 * Copies one file, at once, because platforms' links die. What cannot be kept is marked with its reason; what could not be had now is
 * tried again for six hours, further and further apart. Throws only when our own disk or store fails.
 */
export async function fetchMedia(job: Jobs["fetch-media"], ports: MediaPorts): Promise<void> {
  const media = await mediaById(ports.room, job.media);
  if (media?.state !== "waiting") return;
  const { channel } = contactParts(media.contact);
  try {
    await copy(media, ports);
  } catch (error) {
    if (error instanceof MediaRefused) {
      ports.logger.info({ channel, kind: media.kind, reason: error.reason }, "a file was not kept");
      return settleRefused(ports.room, media._id, error.reason);
    }
    if (!(error instanceof MediaDelayed)) throw error;
    ports.logger.warn({ channel, kind: media.kind, code: error.code, tries: media.tries }, "a file could not be copied yet");
    const next = await postpone(ports.room, media, ports.now());
    if (next) await plan(ports.queue, { _id: media._id, tries: next.tries }, next.delayMs);
  }
}

async function copy(media: Media, ports: MediaPorts): Promise<void> {
  const { room } = ports;
  const rules = hostRules(contactParts(media.contact).channel, ports.hosts);
  const { url, headers } = await addressOf(media, ports);
  await withIncomingFile(room.folder, async (path) => {
    await fetchFile(url, path, { rules, maxBytes: byteLimit(media.kind, ports.maxBytes), ...(headers ? { headers } : {}), ...(ports.resolve ? { resolve: ports.resolve } : {}) });
    const { kind: _claimed, ...kept } = await keepFile(room.folder, path, { id: media._id, name: media.name });
    await settleKept(room, media._id, kept);
  });
}

/** Asked anew for every try where the platform only names files: its addresses live an hour. */
async function addressOf({ contact, kind, source }: Media, { channel: find }: MediaPorts): Promise<{ url: string; headers?: Record<string, string> }> {
  if (source?.url !== undefined) return { url: source.url };
  if (source?.fileId === undefined) throw new MediaRefused("no-source");
  const { channel: name, account } = contactParts(contact);
  const channel = find(name, account);
  if (!channel?.openFile) throw new MediaDelayed("channel-off");
  const file: IncomingFile = { kind, fileId: source.fileId };
  return channel.openFile(file).catch((error: unknown) => {
    if (!(error instanceof SendError)) throw error;
    throw error.code === "bad-content" || error.code === "blocked" ? new MediaRefused("link-dead") : new MediaDelayed(error.code);
  });
}
