import type { Message } from "telegraf/types";
import type { IncomingFile, MediaKind, PersonInput } from "../../core/inbound-event.ts";
import { at, has, list, words } from "../untrusted.ts";
import { maxDownloadBytes } from "./policy.ts";

type MessageKey = keyof (Message.PhotoMessage & Message.AudioMessage & Message.VoiceMessage & Message.VideoMessage & Message.VideoNoteMessage & Message.AnimationMessage
  & Message.DocumentMessage & Message.StickerMessage & Message.VenueMessage & Message.LocationMessage & Message.ContactMessage & Message.DiceMessage & Message.PollMessage & Message.GameMessage & Message.StoryMessage);

/** Content of a message by its key. Order matters: an animation also has `document`, a venue also has `location`. */
const mediaOf: readonly (readonly [MessageKey, MediaKind])[] = [
  ["photo", "image"], ["animation", "video"], ["video", "video"], ["video_note", "video"], ["audio", "audio"], ["voice", "audio"], ["document", "file"],
  ["sticker", "sticker"], ["venue", "location"], ["location", "location"], ["contact", "contact"], ["dice", "other"], ["poll", "other"], ["game", "other"], ["story", "other"],
];

/** A picture, file, place or the like in a message. */
export function mediaInput(message: unknown): PersonInput | undefined {
  const [key, media] = mediaOf.find(([one]) => has(message, one)) ?? [];
  if (key === undefined || media === undefined) return undefined;
  if (key === "contact" && isOwnCard(message)) return ownCard(at(message, "contact"));
  const caption = words(at(message, "caption"));
  const file = fileOf(at(message, key), media);
  const location = media === "location" ? locationOf(at(message, "location") ?? at(message, "venue", "location")) : undefined;
  return { kind: "media", media, ...(caption === undefined ? {} : { caption }), ...(file ? { files: [file] } : {}), ...(location ? { location } : {}) };
}

/** Somebody else's card tells nothing about the sender. */
function isOwnCard(message: unknown): boolean {
  const owner = at(message, "contact", "user_id");
  return owner !== undefined && owner === at(message, "from", "id");
}

function ownCard(card: unknown): PersonInput {
  const phone = words(at(card, "phone_number"), 20);
  const name = [at(card, "last_name"), at(card, "first_name")].map((part) => words(part, 60)).filter(Boolean).join(" ");
  return { kind: "info", ...(name ? { name } : {}), ...(phone ? { phone: phone.startsWith("+") ? phone : `+${phone}` } : {}) };
}

/** What `getFile` can hand out: nothing over 20 MB. Stickers and cards are no files to keep. */
function fileOf(content: unknown, kind: MediaKind): IncomingFile | undefined {
  if (!["image", "video", "audio", "file"].includes(kind)) return undefined;
  const chosen = Array.isArray(content) ? largest(content) : content;
  const fileId = at(chosen, "file_id");
  const bytes = at(chosen, "file_size");
  if (typeof fileId !== "string" || !/^[\w-]{1,512}$/.test(fileId) || !fetchable(bytes)) return undefined;
  const name = words(at(chosen, "file_name"), 200);
  const type = at(chosen, "mime_type");
  return {
    kind,
    fileId,
    ...(name === undefined ? {} : { name }),
    ...(typeof type === "string" && /^[\w./+-]{1,80}$/.test(type) ? { type } : {}),
    ...(isSize(bytes) ? { bytes } : {}),
  };
}

/** A photo comes in several sizes; the largest that can be fetched. */
function largest(sizes: unknown[]): unknown {
  const area = (size: unknown) => Number(at(size, "width")) * Number(at(size, "height")) || 0;
  return list(sizes).filter((size) => fetchable(at(size, "file_size"))).reduce<unknown>((best, size) => (best === undefined || area(size) >= area(best) ? size : best), undefined);
}

function fetchable(bytes: unknown): boolean {
  return !isSize(bytes) || bytes <= maxDownloadBytes;
}

function isSize(bytes: unknown): bytes is number {
  return typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0;
}

function locationOf(place: unknown): { latitude: number; longitude: number } | undefined {
  const [latitude, longitude] = [at(place, "latitude"), at(place, "longitude")];
  const degrees = (value: unknown, most: number): value is number => typeof value === "number" && Math.abs(value) <= most;
  return degrees(latitude, 90) && degrees(longitude, 180) ? { latitude, longitude } : undefined;
}
