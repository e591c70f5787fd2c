import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChannelName } from "../core/channel-name.ts";
import type { OutboundMedia } from "../core/outbound-message.ts";

/** What may be shown by a flow: the smallest limits of all platforms, Zalo's for uploads (pictures 1 MB, documents 5 MB). */
const kinds = {
  image: { bytes: 1_048_576, types: { jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png" } },
  file: { bytes: 5 * 1_048_576, types: { pdf: "application/pdf", doc: "application/msword", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" } },
} as const;
type Kind = keyof typeof kinds;

/** First bytes of each type. */
const heads: Record<string, Buffer> = {
  "image/jpeg": Buffer.from("ffd8ff", "hex"),
  "image/png": Buffer.from("89504e470d0a1a0a", "hex"),
  "application/pdf": Buffer.from("%PDF-"),
  "application/msword": Buffer.from("d0cf11e0a1b11ae1", "hex"),
  [kinds.file.types.docx]: Buffer.from("504b0304", "hex"),
};

const fileName = /^[a-z0-9][a-z0-9._-]{0,79}$/;
const isAddress = (source: string): boolean => /^https?:/i.test(source);

type Found = { path: string; name: string; type: string; hash: string; content: Buffer };

/** What is wrong with what a step shows, as the end of a sentence; undefined: nothing. `folder` is flows/media. */
export function flowMediaFault(folder: string, kind: Kind, source: string): string | undefined {
  if (isAddress(source)) return URL.canParse(source) && /^https:\/\/[^/@]+\.[^/@]+\//.test(source) ? undefined : `${source} must be an address that begins with https://`;
  const found = find(folder, kind, source);
  return typeof found === "string" ? found : undefined;
}

function find(folder: string, kind: Kind, source: string): Found | string {
  if (!fileName.test(source)) return `${source} is not a file name (small letters, digits, - and _ only, no folders)`;
  const types: Record<string, string> = kinds[kind].types;
  const ending = source.split(".").at(-1)!;
  const type = types[ending];
  if (!Object.hasOwn(types, ending) || type === undefined) return `${source} must end with ${Object.keys(types).map((ending) => `.${ending}`).join(", ")}`;
  const path = join(folder, source);
  const content = read(path);
  if (!content) return `there is no file flows/media/${source}`;
  if (content.length > kinds[kind].bytes) return `flows/media/${source} has ${Math.ceil(content.length / 1024)} kB, platforms take ${kinds[kind].bytes / 1024}`;
  if (!content.subarray(0, heads[type]!.length).equals(heads[type]!)) return `flows/media/${source} is not what its name says`;
  return { path, name: source, type, content, hash: createHash("sha256").update(content).digest("hex").slice(0, 32) };
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

export type FlowMediaOptions = {
  folder: string;
  /** What the published flows name, of all their versions: nothing else is shown or served. */
  sources: readonly { kind: Kind; source: string }[];
  publicUrl: string | undefined;
  warn(problem: string): void;
};

/** The pictures and documents of flows. */
export type FlowMedia = {
  /** What goes with a message; undefined when it cannot be shown there, then the text goes alone. */
  outbound(media: { kind: Kind; source: string }, channel: ChannelName): OutboundMedia | undefined;
  /** The content behind `/files/<hash>/<name>`; undefined for everything flows do not name, and when the file has changed since the start. */
  served(hash: string, name: string): { content: Buffer; type: string } | undefined;
};

/** Reads the files once: their addresses carry a hash of their bytes, so that platforms and phones may keep them for ever. */
export function openFlowMedia({ folder, sources, publicUrl, warn }: FlowMediaOptions): FlowMedia {
  const byName = new Map<string, Omit<Found, "content">>();
  for (const { kind, source } of sources.filter((one) => !isAddress(one.source))) {
    const found = find(folder, kind, source);
    if (typeof found === "string") warn(found);
    else byName.set(source, { path: found.path, name: found.name, type: found.type, hash: found.hash });
  }
  const warnOnce = once(() => warn("pictures and files of flows are not shown on the platforms: PUBLIC_URL is not set"));
  return {
    outbound({ kind, source }, channel) {
      if (isAddress(source)) return { kind, url: source, name: new URL(source).pathname.split("/").at(-1) || kind };
      const file = byName.get(source);
      // Web chat's page only uses the path, so it needs no public address.
      const base = publicUrl ?? (channel === "webchat" ? "http://localhost" : undefined);
      if (file && base === undefined) warnOnce();
      return file && base !== undefined ? { kind, url: `${base}/files/${file.hash}/${file.name}`, path: file.path, name: file.name, type: file.type } : undefined;
    },
    served(hash, name) {
      const file = byName.get(name);
      const content = file?.hash === hash ? read(file.path) : undefined;
      const same = content && createHash("sha256").update(content).digest("hex").startsWith(hash);
      return file && content && same ? { content, type: file.type } : undefined;
    },
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
