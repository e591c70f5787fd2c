import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { ApiToken, TokenModels } from "./model.ts";

/** When it was used last is written down at most so often. */
const noteMs = 60_000;

/** A new token and its secret, `cn_<id>_<43 letters>`, which is shown once and kept nowhere. */
export async function createToken(models: TokenModels, wish: Pick<ApiToken, "name" | "grants" | "rights" | "createdBy"> & { expiresAt?: number; now: number }): Promise<{ token: ApiToken; secret: string }> {
  const { now, ...fields } = wish;
  const id = `k${randomBytes(6).toString("hex")}`;
  const secret = `cn_${id}_${randomBytes(32).toString("base64url")}`;
  const token: ApiToken = { _id: id, hash: hashOf(secret), ...fields, createdAt: now };
  await models.tokens.create(token);
  return { token, secret };
}

/** The token of a secret; undefined when it is none, over or taken back. */
export async function findToken(models: TokenModels, secret: string, now: number): Promise<ApiToken | undefined> {
  const id = /^cn_(k[0-9a-f]{12})_[\w-]{43}$/.exec(secret)?.[1];
  const token = id ? await models.tokens.findById(id).lean<ApiToken>() : null;
  const [given, kept] = [Buffer.from(hashOf(secret)), Buffer.from(token?.hash ?? hashOf(""))];
  if (!timingSafeEqual(given, kept) || !token || token.revokedAt !== undefined || (token.expiresAt ?? Infinity) <= now) return undefined;
  if (now - (token.lastUsedAt ?? 0) > noteMs) await models.tokens.updateOne({ _id: token._id }, { $set: { lastUsedAt: now } });
  return token;
}

export async function listTokens(models: TokenModels): Promise<ApiToken[]> {
  return (await models.tokens.find().lean<ApiToken[]>()).sort((a, b) => b.createdAt - a.createdAt);
}

/** It opens nothing any more. False: no such token, or it did not before. */
export async function revokeToken(models: TokenModels, id: string, now: number): Promise<boolean> {
  return (await models.tokens.updateOne({ _id: id, revokedAt: { $exists: false } }, { $set: { revokedAt: now } })).modifiedCount === 1;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
