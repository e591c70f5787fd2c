import type { Redis } from "ioredis";
import type { PlatformNote } from "../core/platform-note.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";

type Receipt = Extract<PlatformNote, { kind: "receipt" }>;

export type ReceiptPorts = { redis: Redis; prefix: string };

/** As long as the trail of what was sent. */
const keptSeconds = 8 * 86_400;

/**
 * Delivered or read: everything up to a time, or the messages named, which means up to the newest of them. Marks only move
 * forward, and what was read was delivered. Rows of broadcasts get their letter through the outcomes.
 */
export async function noteReceipt(note: Receipt, lanes: Pick<Lanes, "trail">, { redis, prefix }: ReceiptPorts): Promise<void> {
  const trail = await lanes.trail(note.contact);
  const named = trail.filter((sent) => note.messageIds?.includes(sent.messageId)).map((sent) => sent.at);
  const until = Math.max(note.until ?? 0, ...named);
  if (until === 0) return;
  const key = `${prefix}marks:${note.contact}`;
  const marks = await redis.hgetall(key);
  const [delivered, read] = [Number(marks["delivered"] ?? 0), Number(marks["read"] ?? 0)];
  const before = note.state === "read" ? read : Math.max(delivered, read);
  if (until <= before) return;
  const write = redis.multi().hset(key, note.state, until).expire(key, keptSeconds);
  for (const sent of trail.filter((one) => one.place && one.at > before && one.at <= until)) {
    const [broadcast, ...row] = sent.place!.split("|");
    write.hset(`${prefix}outcomes:${broadcast}`, row.join("|"), note.state === "read" ? "r" : "d").sadd(`${prefix}outcomes`, broadcast!);
  }
  await write.exec();
}
