import { hkdfSync } from "node:crypto";

/** The keys secrets are sealed with: new ones with `current`, older ones are still opened with the key they name. */
export type KeyRing = { current: SealKey; byId: ReadonlyMap<string, SealKey> };
export type SealKey = { id: string; bytes: Buffer };

/** The id of the key made from the installation's own secret; ENCRYPTION_KEYS may not use it. */
export const ownKeyId = "s";

/**
 * The ring of ENCRYPTION_KEYS, the first key being the current one; without that setting, one key made from the installation's secret.
 * That key stays in the ring, so that an installation may change over and seal everything anew with `pages rekey`.
 */
export function createKeyRing(configured: readonly { id: string; key: string }[] | undefined, installationSecret: string): KeyRing {
  const own: SealKey = { id: ownKeyId, bytes: Buffer.from(hkdfSync("sha256", installationSecret, "", "cau-noi page secrets", 32)) };
  const keys = [...(configured ?? []).map(({ id, key }) => ({ id, bytes: Buffer.from(key, "base64") })), own];
  return { current: keys[0]!, byId: new Map(keys.map((key) => [key.id, key])) };
}
