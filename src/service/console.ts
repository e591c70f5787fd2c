import { firstOwnerTicket } from "../staff/index.ts";
import type { Router } from "express";
import { apiRouter } from "../web/api/api-router.ts";
import { consoleRouter } from "../web/console/router.ts";
import { linkAddresses } from "./link-addresses.ts";
import type { Service } from "./service.ts";

export function consoleRoutes(service: Service): ReturnType<typeof consoleRouter> {
  const { office, texts, stores, lanes, secret, config, logger } = service;
  return consoleRouter({
    linkAddresses: (link, units, webUrl) => linkAddresses(link, { channels: service.directory.entries().filter((one) => one.state === "on" && (one.unit === "" || units.includes(one.unit))).map((one) => one.channel), webUrl }),
    office, texts, redis: stores.redis, prefix: lanes.prefix, secret, publicUrl: config.PUBLIC_URL, locale: config.DEFAULT_LOCALE, logger, now: Date.now,
  });
}

export function apiRoutes({ office, rooms, texts, stores, lanes, config, logger }: Service): Router {
  return apiRouter({ office, tokens: rooms.tokens, texts, redis: stores.redis, prefix: lanes.prefix, publicUrl: config.PUBLIC_URL, logger, now: Date.now });
}

/** The address by which the first owner comes in; undefined once there is one. */
export async function firstOwnerLink({ rooms }: Service, open: string): Promise<string | undefined> {
  const secret = await firstOwnerTicket(rooms.staff, Date.now());
  return secret && `${open}/console/enter/${secret}`;
}
