import { createGate, type HaltedBroadcasts } from "../jobs/broadcast-gate.ts";
import { createOutbox } from "../jobs/outbox.ts";
import { createOutcomeStore } from "../storage/outcomes.ts";
import { createAccountTrouble } from "./account-trouble.ts";
import { sendingRules } from "./sending-rules.ts";
import type { Service } from "./service.ts";

/** What sends the items of a lane, replies and notices alike. */
export function openOutbox(service: Service, halted: HaltedBroadcasts): ReturnType<typeof createOutbox> {
  const { stores, lanes, logger, metrics, channel, markUnreachable, pages } = service;
  const outcomes = createOutcomeStore(stores.redis, lanes.prefix);
  return createOutbox({ lanes, gate: createGate(halted), keepOutcome: (outcome) => outcomes.write(outcome), logger, metrics, channel, unreachable: markUnreachable, accountTrouble: createAccountTrouble(pages, logger), ...sendingRules(service) });
}
