import type { InboundEvent } from "../core/inbound-event.ts";
import type { Contact } from "../storage/contact.ts";

/** Somebody writes for the first time. `version` 0: not stored yet. Platform names are not kept: nobody consented. */
export function newContact(event: Pick<InboundEvent, "contact" | "profile">, defaultLocale: "vi" | "en", now: number): Contact {
  const told = event.profile?.locale?.slice(0, 2).toLowerCase();
  return {
    _id: event.contact,
    version: 0,
    locale: told === "en" || told === "vi" ? told : defaultLocale,
    session: null,
    nextAsk: 1,
    played: [],
    outbox: [],
    profile: {},
    consents: {},
    stopped: false,
    reachable: true,
    createdAt: now,
    lastInboundAt: now,
  };
}
