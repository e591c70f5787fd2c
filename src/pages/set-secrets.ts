import { changePage } from "./change-page.ts";
import { findPage } from "./find-page.ts";
import type { Page, PageModels } from "./model.ts";
import { seal } from "./seal.ts";

/** `secrets` by name; those not named stay as they are. */
export type NewSecrets = { secrets: Record<string, string>; tokenExpiresAt?: number };

/**
 * Puts secrets in place, only if the page is still at `expectedRevision`. Returns the new revision; undefined: somebody else changed the page
 * meanwhile, nothing was written, read it again.
 */
export async function setSecrets(models: PageModels, id: string, expectedRevision: number, { secrets, tokenExpiresAt }: NewSecrets, now: number): Promise<number | undefined> {
  const page = await findPage(models, id);
  if (!page || page.revision !== expectedRevision) return undefined;
  const set: Partial<Page> = { secrets: { ...page.secrets, ...sealAll(models, id, secrets) }, ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }) };
  return changePage(models, { _id: id, revision: expectedRevision }, { set }, now);
}

export type NewTokens = { accessToken: string; refreshToken?: string; expiresAt?: number };

/** `setSecrets` for renewed tokens. The pair is kept before it is used: a refresh token works once. */
export async function saveTokens(models: PageModels, id: string, expectedRevision: number, tokens: NewTokens, now = Date.now()): Promise<number | undefined> {
  const { accessToken, refreshToken, expiresAt } = tokens;
  const secrets = { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
  return setSecrets(models, id, expectedRevision, { secrets, ...(expiresAt === undefined ? {} : { tokenExpiresAt: expiresAt }) }, now);
}

export function sealAll(models: PageModels, page: string, secrets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, seal(models.keys, { page, name }, value)]));
}
