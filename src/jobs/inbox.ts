import type { InboundEvent } from "../core/inbound-event.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { PlatformNote } from "../core/platform-note.ts";
import { memberJson, type Claim, type Lanes } from "../storage/lanes/lanes.ts";
import { playTurn, type TurnOutcome } from "../turns/play-turn.ts";
import type { TurnPorts } from "../turns/turn-ports.ts";
import { isTransient } from "./transient.ts";
import type { Metrics } from "../runtime/metrics.ts";

/** An event goes aside after this many failures of its own. */
const mostTries = 3;
/** An event whose workers die goes aside too; more patience, for deploys and power cuts hit the innocent. */
const mostCrashes = 6;
const conflictDelayMs = 15;

/** Plays a person's waiting events, one after the other, each ended before the next begins. */
export function createInbox(lanes: Lanes, ports: TurnPorts, metrics: Metrics, now: () => number): (claim: Claim) => Promise<void> {
  return async (claim) => {
    if (claim.crashes >= mostCrashes) {
      await setAside(lanes, claim, claim.members[0]!, ports, metrics);
      return;
    }
    for (const [index, member] of claim.members.entries()) {
      const release = index === claim.members.length - 1;
      const outcome = await playOne(lanes, claim, member, ports, metrics, now);
      if (!outcome) return;
      const adds = outcome.outbox.map((message) => ({ family: "out" as const, contact: message.to, json: JSON.stringify(message) }));
      const kept = await lanes.finish(claim, member, { release, adds, timer: outcome.timer, ...actedNote(member) });
      if (!kept) return;
      metrics.turns.inc();
    }
  };
}

async function playOne(lanes: Lanes, claim: Claim, member: string, ports: TurnPorts, metrics: Metrics, now: () => number): Promise<TurnOutcome | undefined> {
  try {
    return await playTurn(JSON.parse(memberJson(member)) as InboundEvent, ports, now());
  } catch (error) {
    if (isTransient(error)) {
      await lanes.postpone(claim, (error as Error).name === "VersionConflict" ? conflictDelayMs : 500);
      return undefined;
    }
    ports.logger.error({ err: error }, "a turn failed");
    const name = error instanceof Error ? error.name : "unknown";
    const result = await lanes.fail(claim, member, { delayMs: 200 * 4 ** claim.tries, limit: mostTries, error: { error: name } });
    if (result === "aside") await apologise(lanes, member, ports, metrics);
    return undefined;
  }
}

/** Notices that wait for the person's next word, or were sent lately, hear of it. */
function actedNote(member: string): { acted?: { id: string; json: string } } {
  const { id, contact, at, input } = readEvent(member) ?? {};
  if (!id || !contact || !input || input.kind === "tick" || input.kind === "left") return {};
  const note: PlatformNote = { id: `${id}/acted`, contact, at: at!, kind: "acted", answers: input.kind !== "start", ...(input.kind === "text" ? { said: input.text.slice(0, 200) } : {}) };
  return { acted: { id: note.id, json: JSON.stringify(note) } };
}

async function setAside(lanes: Lanes, claim: Claim, member: string, ports: TurnPorts, metrics: Metrics): Promise<void> {
  const result = await lanes.fail(claim, member, { delayMs: 0, limit: 1, error: { error: "WorkersDied" } });
  if (result === "aside") await apologise(lanes, member, ports, metrics);
}

/** The person hears that something is wrong instead of nothing; staff see the event in the list. */
async function apologise(lanes: Lanes, member: string, ports: TurnPorts, metrics: Metrics): Promise<void> {
  metrics.poison.inc();
  const event = readEvent(member);
  if (!event || event.input.kind === "tick" || event.input.kind === "left") return;
  const text = ports.text("common:went-wrong", {}, ports.defaultLocale) ?? "";
  const message: OutboundMessage = { id: `${event.id}/aside`, to: event.contact, urgency: "reply", text };
  await lanes.add("out", [{ contact: event.contact, id: message.id, json: JSON.stringify(message) }]);
}

function readEvent(member: string): InboundEvent | undefined {
  try {
    return JSON.parse(memberJson(member)) as InboundEvent;
  } catch {
    return undefined;
  }
}
