import { createHmac } from "node:crypto";
import { sameSecret } from "../raw-request.ts";
import { at, platformId } from "../untrusted.ts";

/** Somebody removed our app from their account and wants their data deleted. `userId` is app-scoped, no id of a conversation (§1.12). */
export type DeletionRequest = { userId: string; /** The same for the same request however often it is sent; nobody can guess another's. */ code: string };

const longest = 8_192;

/**
 * Reads `signed_request`: base64url of an HMAC-SHA256 over the second part **as it was received**, a dot, base64url of JSON (§1.12). Undefined for
 * everything that none of the secrets signed. Never throws.
 */
export function readDeletionRequest(signed: unknown, appSecrets: readonly string[]): DeletionRequest | undefined {
  if (typeof signed !== "string" || signed.length > longest) return undefined;
  const match = /^([\w-]{43})=?\.([\w-]{1,8000})={0,2}$/.exec(signed);
  if (!match) return undefined;
  const [signature, payload] = [match[1]!, signed.slice(signed.indexOf(".") + 1)];
  const secret = appSecrets.find((one) => one !== "" && sameSecret(signature, hmac(one, payload).toString("base64url")));
  const said = secret === undefined ? undefined : jsonOf(match[2]!);
  const userId = platformId(at(said, "user_id"));
  if (secret === undefined || userId === undefined || String(at(said, "algorithm")).toUpperCase() !== "HMAC-SHA256") return undefined;
  return { userId, code: hmac(secret, `deletion|${payload}`).toString("base64url").slice(0, 20).replace(/[-_]/g, "x") };
}

function hmac(secret: string, text: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
