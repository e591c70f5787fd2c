const milliseconds: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "90s", "30m", "24h", "2d" → milliseconds; undefined for anything else and for 0. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,4})([smhd])$/.exec(text);
  const value = match ? Number(match[1]) * milliseconds[match[2]!]! : 0;
  return value > 0 ? value : undefined;
}
