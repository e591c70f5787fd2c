import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { KeyRing, SealKey } from "./key-ring.ts";

/** Which secret of which page: sealed along, so that no value can be moved to another place. */
export type SealPlace = { page: string; name: string };

/** A secret cannot be opened. Names the place and the key's id, never a value. */
export class SealError extends Error {
  override name = "SealError";
  readonly keyId: string;
  constructor(place: SealPlace, keyId: string, reason: string) {
    super(`The secret ${place.name} of ${place.page} was sealed with the key ${keyId}, ${reason}.`);
    this.keyId = keyId;
  }
}

const version = "v1";
/** 96 bits, the size AES-GCM is made for; random, because far fewer than 2^32 secrets are ever sealed with one key (NIST SP 800-38D §8.3). */
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts a secret with the current key: `v1.<key id>.<iv>.<tag>.<data>`, the last three in base64url. */
export function seal(ring: KeyRing, place: SealPlace, value: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", ring.current.bytes, iv, { authTagLength: tagBytes }).setAAD(boundTo(place));
  const data = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return [version, ring.current.id, ...[iv, cipher.getAuthTag(), data].map((part) => part.toString("base64url"))].join(".");
}

/** The secret. Throws `SealError` when its key is missing, is another one, or the value was tampered with or moved. */
export function unseal(ring: KeyRing, place: SealPlace, sealed: string): string {
  const [format, keyId = "", iv = "", tag = "", data = ""] = sealed.split(".");
  if (format !== version) throw new SealError(place, shownId(keyId), `in a form that is not known here (${version} is)`);
  const key = ring.byId.get(keyId);
  if (!key) throw new SealError(place, shownId(keyId), "which is not among ENCRYPTION_KEYS");
  try {
    return decrypt(key, place, Buffer.from(iv, "base64url"), Buffer.from(tag, "base64url"), Buffer.from(data, "base64url"));
  } catch {
    // The cipher's own error says less and would be its cause in a log.
    throw new SealError(place, keyId, "which does not fit: the key is another one under the same id, or the value was changed");
  }
}

/** The id of the key a value is sealed with. */
export function keyIdOf(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}

function decrypt(key: SealKey, place: SealPlace, iv: Buffer, tag: Buffer, data: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, iv, { authTagLength: tagBytes }).setAAD(boundTo(place)).setAuthTag(tag);
  return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
}

function boundTo({ page, name }: SealPlace): Buffer {
  return Buffer.from(`${page}|${name}`, "utf8");
}

/** What stands where the id should be could be anything. */
function shownId(keyId: string): string {
  return /^[\w-]{1,32}$/.test(keyId) ? keyId : "(unreadable)";
}
