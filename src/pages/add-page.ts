import type { ChannelName } from "../core/channel-name.ts";
import type { Json } from "../core/json.ts";
import { clearAlerts } from "./alerts.ts";
import { changePage } from "./change-page.ts";
import { findPage } from "./find-page.ts";
import { pageId, PageChanged, PageMistake, type Page, type PageModels } from "./model.ts";
import { sealAll } from "./set-secrets.ts";

/** `name` and `unit` left out: those of before, else the account's id and the first unit. */
export type NewPage = { channel: ChannelName; account: string; secrets: Record<string, string>; settings: Record<string, Json>; name?: string; unit?: string; tokenExpiresAt?: number };

/** The commune of the sample data. */
export const firstUnit = "doan-xa-mau";

/**
 * Takes a page in service. One that is there already, stopped or disconnected, is on again with the secrets given; its other settings stay.
 * Returns which of the two it was.
 */
export async function addPage(models: PageModels, wish: NewPage, now: number): Promise<"added" | "renewed"> {
  const id = pageId(wish.channel, wish.account);
  const before = await findPage(models, id);
  if (models.environment.has(id)) throw new PageMistake(`${id} comes from this installation's settings: change it there.`);
  if (before) await renew(models, before, wish, now);
  else await insert(models, id, wish, now);
  await clearAlerts(models, id);
  return before ? "renewed" : "added";
}

async function insert(models: PageModels, id: string, wish: NewPage, now: number): Promise<void> {
  const { channel, account, secrets, settings, name = account, unit = firstUnit, tokenExpiresAt } = wish;
  await models.pages
    .create({
      _id: id, channel, account, unit, name, settings, secrets: sealAll(models, id, secrets), state: "on", since: now, revision: 1, createdAt: now, updatedAt: now,
      ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }),
    })
    .catch((error: { code?: number }) => {
      throw error.code === 11000 ? new PageChanged(`${id} was added by somebody else just now.`) : error;
    });
  await models.announce(id);
}

async function renew(models: PageModels, before: Page, wish: NewPage, now: number): Promise<void> {
  const { _id, revision } = before;
  const set: Partial<Page> = {
    state: "on",
    since: before.state === "on" ? before.since : now,
    settings: { ...before.settings, ...wish.settings },
    secrets: { ...before.secrets, ...sealAll(models, _id, wish.secrets) },
    ...(wish.name === undefined ? {} : { name: wish.name }),
    ...(wish.unit === undefined ? {} : { unit: wish.unit }),
    ...(wish.tokenExpiresAt === undefined ? {} : { tokenExpiresAt: wish.tokenExpiresAt }),
  };
  const unset: (keyof Page)[] = ["stoppedFor", "fromEnvironment", ...(wish.tokenExpiresAt === undefined ? (["tokenExpiresAt"] as const) : [])];
  if ((await changePage(models, { _id, revision }, { set, unset }, now)) === undefined) throw new PageChanged(`${_id} was changed by somebody else just now.`);
}
