import express, { type Router } from "express";
import { connectZaloRoutes } from "../web/connect-zalo.ts";
import { zaloDomainRoutes } from "../web/zalo-domain.ts";
import { keepConnectedZalo } from "./keep-connected-zalo.ts";
import type { Service } from "./service.ts";

/** Zalo's pages: the proof of the domain, and connecting an OA where there is an app to connect it with. */
export function zaloRoutes({ config, stores, lanes, secret, texts, pages, logger }: Service): Router {
  const router = express.Router();
  router.use(zaloDomainRoutes(config.ZALO_DOMAIN_VERIFICATION));
  const { PUBLIC_URL: publicUrl, ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret } = config;
  if (!publicUrl || !appId || !appSecret) return router;
  return router.use(connectZaloRoutes({
    redis: stores.redis,
    prefix: lanes.prefix,
    secret, texts, logger, publicUrl, appId, appSecret,
    locale: config.DEFAULT_LOCALE,
    oauthUrl: config.ZALO_OAUTH_URL,
    apiUrl: config.ZALO_API_URL,
    codeVerifier: config.ZALO_CODE_VERIFIER,
    connected: keepConnectedZalo(pages, config),
  }));
}
