import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

const keyOf = (secret: string): Buffer => createHmac("sha256", secret).update("staff second factor").digest();

/** AES-256-GCM under the installation's key: `iv.tag.words`, base64url. */
export function sealText(secret: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv);
  const words = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [iv, cipher.getAuthTag(), words].map((part) => part.toString("base64url")).join(".");
}

/** Throws when it was sealed under another key or changed. */
export function openText(secret: string, sealed: string): string {
  const [iv, tag, words] = sealed.split(".").map((part) => Buffer.from(part, "base64url"));
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), iv!);
  decipher.setAuthTag(tag!);
  return Buffer.concat([decipher.update(words!), decipher.final()]).toString("utf8");
}
