import type { Router } from "express";
import { deletionRequestModel, findDeletionRequest, recordDeletionRequest } from "../consent/index.ts";
import { messengerDeletionRoutes } from "../web/messenger-deletion.ts";
import type { Service } from "./service.ts";

/** Meta's data deletion callback and its page, for the apps of all pages, also of those that are stopped. */
export function deletionRoutes({ directory, stores, config, texts, lanes, logger }: Service): Router {
  const requests = deletionRequestModel(stores.mongo);
  return messengerDeletionRoutes({
    appSecrets: () => [...new Set(directory.entries().filter(({ channel }) => channel.name === "messenger").map(({ account }) => account.secrets["appSecret"] ?? ""))],
    record: (wish) => recordDeletionRequest(requests, wish),
    find: (code) => findDeletionRequest(requests, code),
    texts,
    defaultLocale: config.DEFAULT_LOCALE,
    publicUrl: config.PUBLIC_URL,
    redis: stores.redis,
    prefix: lanes.prefix,
    logger,
  });
}
