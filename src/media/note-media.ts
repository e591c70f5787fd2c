import type { InboundEvent, IncomingFile, PersonInput } from "../core/inbound-event.ts";
import { mediaId, type Media, type MediaRoom } from "./model.ts";
import { safeName } from "./safe-name.ts";

type MediaInput = Extract<PersonInput, { kind: "media" }>;

/** An album has ten pictures; more is no album any more. */
const mostFiles = 20;

/**
 * Writes down what came with a message, each file to be copied and a place as it is. Returns the ids of the files that wait.
 * Repeating it changes nothing.
 */
export async function noteMedia(room: MediaRoom, event: InboundEvent & { input: MediaInput }, now: number): Promise<string[]> {
  const { files = [], location, media } = event.input;
  const base = { contact: event.contact, event: event.id, tries: 0, at: now };
  const documents = files.filter(hasSource).slice(0, mostFiles).map((file, index): Media => ({ _id: mediaId(event.id, index), ...base, ...waiting(file), dueAt: now }));
  if (location) documents.push({ _id: mediaId(event.id, documents.length), ...base, kind: media, state: "kept", latitude: location.latitude, longitude: location.longitude });
  for (const { _id, ...rest } of documents) await insertOnce(room, _id, rest);
  return documents.filter((one) => one.state === "waiting").map((one) => one._id);
}

function hasSource(file: IncomingFile): boolean {
  return file.url !== undefined || file.fileId !== undefined;
}

function waiting({ kind, url, fileId, name }: IncomingFile): Pick<Media, "kind" | "state" | "source" | "name"> {
  return { kind, state: "waiting", source: url === undefined ? { fileId } : { url }, ...(name === undefined ? {} : { name: safeName(name) }) };
}

/** Keeps what is there. */
export async function insertOnce(room: MediaRoom, id: string, media: Omit<Media, "_id">): Promise<void> {
  try {
    await room.media.updateOne({ _id: id }, { $setOnInsert: media }, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error; // two at once: the other one was faster
  }
}
