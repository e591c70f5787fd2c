import { addPage, clearAlerts, findPage, pageId, resumePage, saveTokens, type PageModels } from "../pages/index.ts";
import type { ConnectedZalo } from "../web/connect-zalo.ts";

/** Pages change for many reasons; tokens are offered again when something else changed in between. */
const mostTries = 8;

/**
 * Keeps an OA whose admin has just allowed the app: new tokens for one that is there, otherwise a new page. Its webhooks are checked with the OA
 * Secret Key of the settings until it gets one of its own.
 */
export function keepConnectedZalo(models: PageModels, settings: { ZALO_APP_ID?: string | undefined; ZALO_OA_SECRET_KEY?: string | undefined }): (account: ConnectedZalo) => Promise<void> {
  return async ({ oaId, name, tokens, unit }) => {
    const id = pageId("zalo", oaId);
    const now = Date.now();
    const before = await findPage(models, id);
    if (before && before.state !== "disconnected") {
      await replaceTokens(models, id, tokens);
      await resumePage(models, id, now);
      return clearAlerts(models, id);
    }
    const { accessToken, refreshToken, expiresAt } = tokens;
    const key = settings.ZALO_OA_SECRET_KEY;
    await addPage(models, {
      channel: "zalo", account: oaId, name, tokenExpiresAt: expiresAt,
      settings: { appId: settings.ZALO_APP_ID ?? "" },
      secrets: { accessToken, refreshToken, ...(key ? { oaSecretKey: key } : {}) },
      ...(unit === undefined ? {} : { unit }),
    }, now);
  };
}

/** Whatever is kept: a fresh consent is always the newest. */
async function replaceTokens(models: PageModels, id: string, tokens: ConnectedZalo["tokens"]): Promise<void> {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const page = await findPage(models, id);
    if (page && (await saveTokens(models, id, page.revision, tokens)) !== undefined) return;
  }
  throw new Error("a page changed too often to keep its tokens");
}
