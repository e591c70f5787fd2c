import { closeTaken, takeHandover } from "../handovers/index.ts";
import type { TakeoverPorts } from "../jobs/takeover.ts";
import type { Service } from "./service.ts";

/** What taking over and giving back need, from the assembled service. */
export function takeoverPorts({ contacts, lanes, config, rooms }: Service): TakeoverPorts {
  return {
    contacts,
    lanes,
    silenceMs: config.TAKEOVER_SILENCE,
    defaultLocale: config.DEFAULT_LOCALE,
    taken: (contact, at) => takeHandover(rooms.handovers, contact, at),
    released: (contact) => closeTaken(rooms.handovers, contact),
  };
}
