import type { Redis } from "ioredis";
import type { PlatformNote } from "../core/platform-note.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { Outcomes } from "../storage/outcomes.ts";
import { outcomeOf } from "./outbox.ts";

type Receipt = Extract<PlatformNote, { kind: "receipt" }>;

export type ReceiptPorts = { redis: Redis; prefix: string; outcomes: Pick<Outcomes, "write"> };

/** A receipt may be here before the platform's own answer to the send it tells of. */
const lookAgainMs = 250;

/** As long as the trail of what was sent. */
const keptSeconds = 8 * 86_400;

/**
 * Delivered or read: everything up to a time, or the messages named, which means up to the newest of them. Marks only move
 * forward, and what was read was delivered. Rows of broadcasts get their letter through the outcomes. Returns a wait when the message
 * it names may be on its way still.
 */
export async function noteReceipt(note: Receipt, lanes: Pick<Lanes, "trail" | "inFlight">, { redis, prefix, outcomes }: ReceiptPorts): Promise<number | void> {
  const trail = await lanes.trail(note.contact);
  const named = trail.filter((sent) => note.messageIds?.includes(sent.messageId)).map((sent) => sent.at);
  const until = Math.max(note.until ?? 0, ...named);
  if (until === 0) return note.messageIds && (await lanes.inFlight(note.contact)) ? lookAgainMs : undefined;
  const key = `${prefix}marks:${note.contact}`;
  const marks = await redis.hgetall(key);
  const [delivered, read] = [Number(marks["delivered"] ?? 0), Number(marks["read"] ?? 0)];
  const before = note.state === "read" ? read : Math.max(delivered, read);
  if (until <= before) return;
  // The rows first: after a crash in between the same receipt does it all once more.
  const seen = trail.filter((one) => one.place && one.at > before && one.at <= until);
  await outcomes.write(...seen.map((sent) => outcomeOf(sent.place!, note.state === "read" ? "r" : "d")));
  await redis.multi().hset(key, note.state, until).expire(key, keptSeconds).exec();
}
