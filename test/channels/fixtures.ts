import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ChannelName } from "../../src/core/channel-name.ts";
import type { ParsedWebhook } from "../../src/channels/contract.ts";

/** A webhook body and what it must become. In `expect`, `*now*` stands for the time of parsing and `*digest*` for any digest. */
export type Fixture = { name: string; about: string; body: unknown; expect: ParsedWebhook };

export function fixturesOf(channel: ChannelName): Fixture[] {
  const folder = fileURLToPath(new URL(`../fixtures/channels/${channel}/`, import.meta.url));
  return readdirSync(folder).sort().map((file) => ({ name: file.replace(/\.json$/, ""), ...(JSON.parse(readFileSync(folder + file, "utf8")) as Omit<Fixture, "name">) }));
}
