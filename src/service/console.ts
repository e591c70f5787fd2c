import { firstOwnerTicket } from "../staff/index.ts";
import type { Router } from "express";
import { apiRouter } from "../web/api/api-router.ts";
import { consoleRouter } from "../web/console/router.ts";
import type { Entry, EntryAddress } from "../core/entry-address.ts";
import { unitTree } from "../units/index.ts";
import { entryAddresses } from "./entry-addresses.ts";
import type { Service } from "./service.ts";

export function consoleRoutes(service: Service): ReturnType<typeof consoleRouter> {
  const { office, texts, stores, lanes, secret, config, logger } = service;
  return consoleRouter({ office, texts, redis: stores.redis, prefix: lanes.prefix, secret, publicUrl: config.PUBLIC_URL, addresses: (entry, unit, webUrl) => addressesFor(service, entry, unit, webUrl), locale: config.DEFAULT_LOCALE, logger, now: Date.now });
}

/** On the accounts of a unit, of what stands above and below it and of the whole installation; other units' people write elsewhere. */
async function addressesFor({ directory, rooms }: Service, entry: Entry, unit: string, webUrl: string): Promise<EntryAddress[]> {
  const tree = await unitTree(rooms.units);
  const path = (id: string): string[] => (tree.all.has(id) ? tree.pathOf(id).map((one) => one._id) : []);
  const above = new Set(["", ...path(unit)]);
  const on = directory.entries().filter((one) => one.state === "on" && (above.has(one.unit) || path(one.unit).includes(unit)));
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
