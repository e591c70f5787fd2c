import { createHash } from "node:crypto";
import { firstUnit, type NewPage } from "./add-page.ts";
import { changePage } from "./change-page.ts";
import { findPage } from "./find-page.ts";
import { pageId, type EnvironmentMark, type Page, type PageModels } from "./model.ts";
import { sealAll } from "./set-secrets.ts";

/** Secrets that are renewed while the service runs; the settings hold only the first ones. */
const renewed = ["accessToken", "refreshToken"];

/**
 * Keeps an account of the installation's settings like the others, so that renewed tokens, its state and its alerts have a place. Settings that
 * are the same as last time change nothing. Others win over what is kept, except that renewed tokens stay while the settings' own tokens are
 * those they grew from: a refresh token works once, so the settings' one is spent by then.
 */
export async function adoptEnvironment(models: PageModels, account: NewPage, now: number): Promise<void> {
  const id = pageId(account.channel, account.account);
  const mark = markOf(account);
  const before = await findPage(models, id);
  if (!before) return insert(models, id, account, mark, now);
  const { fixed, tokens } = before.fromEnvironment ?? {};
  if (fixed === mark.fixed && tokens === mark.tokens) return;
  const kept = tokens === mark.tokens ? only(before.secrets, isRenewed) : {};
  const set: Partial<Page> = { settings: account.settings, secrets: { ...sealAll(models, id, account.secrets), ...kept }, state: "on", since: now, fromEnvironment: mark };
  await changePage(models, { _id: id, revision: before.revision }, { set, unset: ["stoppedFor", ...(tokens === mark.tokens ? [] : (["tokenExpiresAt"] as const))] }, now);
}

/** The secrets of an account of the settings, with the tokens kept in `page` where those are the newer ones. */
export function withRenewedTokens(account: Pick<NewPage, "secrets" | "settings">, page: Pick<Page, "secrets" | "fromEnvironment">): Record<string, string> {
  const newer = page.fromEnvironment?.tokens === markOf(account).tokens;
  return { ...account.secrets, ...(newer ? only(page.secrets, isRenewed) : {}) };
}

async function insert(models: PageModels, id: string, { channel, account, name = account, settings, secrets }: NewPage, mark: EnvironmentMark, now: number): Promise<void> {
  const page: Omit<Page, "_id"> = {
    channel, account, name, settings, secrets: sealAll(models, id, secrets), unit: firstUnit, state: "on", since: now, fromEnvironment: mark, revision: 1, createdAt: now, updatedAt: now,
  };
  await models.pages.updateOne({ _id: id }, { $setOnInsert: page }, { upsert: true }).catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error; // another process starts at the same time with the same settings
  });
  await models.announce(id);
}

function markOf({ secrets, settings }: Pick<NewPage, "secrets" | "settings">): EnvironmentMark {
  return { fixed: digest([only(secrets, (name) => !isRenewed(name)), settings]), tokens: digest([only(secrets, isRenewed)]) };
}

function isRenewed(name: string): boolean {
  return renewed.includes(name);
}

function only(values: Record<string, string>, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)));
}

/** Whatever the order of the keys. */
function digest(values: object[]): string {
  const ordered = values.map((value) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(JSON.stringify(ordered)).digest("base64url").slice(0, 22);
}
