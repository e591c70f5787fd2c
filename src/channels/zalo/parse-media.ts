import type { IncomingFile, MediaKind, PersonInput } from "../../core/inbound-event.ts";
import { at, list, words } from "../untrusted.ts";
import { isZaloMediaHost } from "./policy.ts";

type MediaInput = Extract<PersonInput, { kind: "media" }>;

/** More is no album any more. */
const mostFiles = 20;

/** A picture, file, place or the like that somebody sent (§2.5). */
export function mediaInput(event: unknown, media: MediaKind): MediaInput {
  const attachments = attachmentsOf(event);
  const caption = words(at(event, "message", "text")) ?? (media === "link" ? linkOf(attachments) : undefined);
  const files = media === "link" || media === "contact" || media === "location" ? [] : attachments.flatMap((one) => fileOf(one, media) ?? []).slice(0, mostFiles);
  const location = media === "location" ? locationOf(event, attachments) : undefined;
  return {
    kind: "media",
    media,
    ...(caption === undefined ? {} : { caption }),
    ...(files.length > 0 ? { files } : {}),
    ...(location ? { location } : {}),
  };
}

/** Samples of the platform have them in the message and beside it. */
function attachmentsOf(event: unknown): unknown[] {
  const inside = list(at(event, "message", "attachments"));
  return inside.length > 0 ? inside : list(at(event, "attachments"));
}

/** A link is what somebody says: its address, which is never fetched. */
function linkOf(attachments: unknown[]): string | undefined {
  return words(at(attachments[0], "payload", "url"), 2000);
}

function fileOf(attachment: unknown, kind: MediaKind): IncomingFile | undefined {
  const payload = at(attachment, "payload");
  const url = fileUrl(at(payload, "url"));
  if (url === undefined) return undefined;
  const name = words(at(payload, "name"), 200);
  const type = at(payload, "type");
  const bytes = Number(at(payload, "size") ?? Number.NaN); // "233947": a text
  return {
    kind,
    url,
    ...(name === undefined ? {} : { name }),
    ...(typeof type === "string" && /^[\w./+-]{1,80}$/.test(type) ? { type } : {}),
    ...(Number.isSafeInteger(bytes) && bytes >= 0 ? { bytes } : {}),
  };
}

/** Zalo's own hosts speak https even where an event says http; an address that is none is left out. */
function fileUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 4000 || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.protocol === "http:" && isZaloMediaHost(url.hostname)) url.protocol = "https:";
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

/** Degrees come as text; three shapes of the place are known. */
function locationOf(event: unknown, attachments: unknown[]): { latitude: number; longitude: number } | undefined {
  const places = [...attachments.flatMap((one) => [at(one, "payload", "coordinates"), at(one, "payload")]), at(event, "message", "location")];
  for (const place of places) {
    const latitude = degrees(at(place, "latitude") ?? at(place, "lat"), 90);
    const longitude = degrees(at(place, "longitude") ?? at(place, "long") ?? at(place, "lng") ?? at(place, "lon"), 180);
    if (latitude !== undefined && longitude !== undefined) return { latitude, longitude };
  }
  return undefined;
}

function degrees(value: unknown, most: number): number | undefined {
  const number = typeof value === "string" && /^-?\d{1,3}(\.\d{1,20})?$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && Math.abs(number) <= most ? number : undefined;
}
