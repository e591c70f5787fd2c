import type { BroadcastProgress } from "../../broadcasts/index.ts";

type Sample = { at: number; sent: number };
const samples = new Map<string, Sample[]>();
const sampledMs = 20_000;

/** What went out or was tried: people who were out of reach from the start cost no time. `channelOff`: failures of accounts that are off. */
export function sentOf({ counts }: Pick<BroadcastProgress, "counts">, channelOff: number): number {
  return counts.s + counts.d + counts.r + counts.a + counts.u + Math.max(0, counts.f - channelOff);
}

/** Messages a second from what this process saw over the last moments, 0 while nothing moves; undefined at a first look, which tells nothing. */
export function rateOf(id: string, now: Sample): number | undefined {
  // Whoever looked at a notice once and went away leaves nothing behind.
  for (const [other, [...seen]] of samples) if (now.at - seen.at(-1)!.at > sampledMs) samples.delete(other);
  const kept = [...(samples.get(id) ?? []).filter((one) => now.at - one.at < sampledMs), now];
  samples.set(id, kept);
  const first = kept[0]!;
  return now.at - first.at > 1_000 ? Math.round((Math.max(0, now.sent - first.sent) / (now.at - first.at)) * 10_000) / 10 : undefined;
}

/** How many notices are watched now. */
export function watched(): number {
  return samples.size;
}
