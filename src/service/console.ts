import { firstOwnerTicket } from "../staff/index.ts";
import type { Router } from "express";
import { apiRouter } from "../web/api/api-router.ts";
import { consoleRouter } from "../web/console/router.ts";
import type { EntryAddress } from "../core/entry-address.ts";
import { unitTree } from "../units/index.ts";
import { entryAddresses, type Entry } from "./link-addresses.ts";
import type { Service } from "./service.ts";

export function consoleRoutes(service: Service): ReturnType<typeof consoleRouter> {
  const { office, texts, stores, lanes, secret, config, logger } = service;
  return consoleRouter({ office, texts, redis: stores.redis, prefix: lanes.prefix, secret, publicUrl: config.PUBLIC_URL, addresses: (entry, commune, webUrl) => addressesFor(service, entry, commune, webUrl), locale: config.DEFAULT_LOCALE, logger, now: Date.now });
}

/** On the accounts of a commune, of what stands above it and of the whole installation; other communes' people write elsewhere. */
async function addressesFor({ directory, rooms }: Service, entry: Entry, commune: string, webUrl: string): Promise<EntryAddress[]> {
  const tree = await unitTree(rooms.units);
  const near = new Set(["", ...(tree.all.has(commune) ? tree.pathOf(commune).map((unit) => unit._id) : [])]);
  const on = directory.entries().filter((one) => one.state === "on" && (near.has(one.unit) || tree.communeOf(one.unit) === commune));
  return entryAddresses(entry, { channels: on.map((one) => one.channel), webUrl });
}

export function apiRoutes({ office, rooms, texts, stores, lanes, config, logger }: Service): Router {
  return apiRouter({ office, tokens: rooms.tokens, texts, redis: stores.redis, prefix: lanes.prefix, publicUrl: config.PUBLIC_URL, logger, now: Date.now });
}

/** The address by which the first owner comes in; undefined once there is one. */
export async function firstOwnerLink({ rooms }: Service, open: string): Promise<string | undefined> {
  const secret = await firstOwnerTicket(rooms.staff, Date.now());
  return secret && `${open}/console/enter/${secret}`;
}
