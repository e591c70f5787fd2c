import { SendError } from "../core/send-error.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import { clearAlert, findPage, listPages, openPage, raiseAlert, resumePage, saveTokens, SealError, type OpenPage, type PageModels } from "../pages/index.ts";
import type { Redis } from "ioredis";
import { createZaloTokens, type ZaloTokenKeeper, type ZaloTokenStore } from "./zalo-tokens.ts";

type TokenParts = { config: Config; logger: Logger; redis: Redis; prefix: string; pages: PageModels };

/** Keeps the tokens of all Official Accounts alive; what goes wrong becomes an alert. */
export function createAccountTokens({ config, logger, redis, prefix, pages }: TokenParts): ZaloTokenKeeper {
  return createZaloTokens({
    ...createPageTokenStore(pages),
    redis,
    prefix,
    pages: async () => (await listPages(pages)).filter((page) => page.channel === "zalo" && page.state !== "disconnected").map((page) => page._id),
    oauthUrl: config.ZALO_OAUTH_URL,
    appId: config.ZALO_APP_ID,
    appSecret: config.ZALO_APP_SECRET,
    async alert({ page, reason, code, sentence }) {
      logger.error({ account: page, reason, code }, sentence);
      await raiseAlert(pages, { page, kind: "token", severity: "alert", detail: sentence }, Date.now());
    },
  });
}

/** The Official Accounts' tokens where the other secrets of accounts are: sealed, and each write guarded by the page's revision. */
export function createPageTokenStore(pages: PageModels): ZaloTokenStore {
  async function read(id: string): Promise<OpenPage | undefined> {
    const page = await findPage(pages, id);
    if (!page || page.state === "disconnected") return undefined;
    try {
      return openPage(pages, page);
    } catch (error) {
      throw error instanceof SealError ? new SendError("token", { platformCode: "sealed" }) : error;
    }
  }
  return {
    async load(id) {
      const page = await read(id);
      const { accessToken, refreshToken } = page?.secrets ?? {};
      if (!page || !accessToken) return undefined;
      return { accessToken, ...(refreshToken ? { refreshToken } : {}), ...(page.tokenExpiresAt === undefined ? {} : { expiresAt: page.tokenExpiresAt }) };
    },
    async save(id, tokens, replaces) {
      for (;;) {
        const page = await read(id);
        if (!page || page.secrets["refreshToken"] !== replaces) return false;
        const { accessToken, refreshToken, expiresAt } = tokens;
        if ((await saveTokens(pages, id, page.revision, { accessToken, refreshToken, expiresAt })) === undefined) continue; // something else of the page was changed
        await resumePage(pages, id, Date.now());
        await clearAlert(pages, id, "token");
        return true;
      }
    },
  };
}
