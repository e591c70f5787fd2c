import type { Channel } from "../channels/contract.ts";
import type { Entry, EntryAddress } from "../core/entry-address.ts";

/** A command does not wait longer for a platform that does not answer. */
const longestProbeMs = 5_000;

export type AddressPorts = { channels: readonly Pick<Channel, "name" | "account" | "probe">[]; webUrl: string };

/** Addresses on every account of what a reference or a word opens, the web page first, the others in the order they are given. */
export async function entryAddresses(entry: Entry, { channels, webUrl }: AddressPorts): Promise<EntryAddress[]> {
  const web: EntryAddress = { channel: "webchat", url: `${webUrl}/?ref=${entry.ref}` };
  const others = await Promise.all(channels.filter((one) => one.name !== "webchat").map((one) => addressOn(one, entry)));
  return [web, ...others];
}

async function addressOn(channel: AddressPorts["channels"][number], { ref, word }: Entry): Promise<EntryAddress> {
  switch (channel.name) {
    case "messenger":
      return { channel: "messenger", url: `https://m.me/${channel.account}?ref=${ref}` };
    case "telegram": {
      const username = await usernameOf(channel);
      return username ? { channel: "telegram", url: `https://t.me/${username}?start=${ref}` } : { channel: "telegram", why: "Telegram did not tell the bot's username" };
    }
    case "zalo":
      return { channel: "zalo", url: `https://zalo.me/${channel.account}`, word };
    case "zalo-bot":
      return { channel: "zalo-bot", why: "the bot is opened by its own link from Zalo Bot Manager", word };
    default:
      return { channel: channel.name, why: "this channel has no links" };
  }
}

/** What getMe says, as the channel's probe tells it; undefined when Telegram cannot be asked now. */
async function usernameOf(channel: Pick<Channel, "probe">): Promise<string | undefined> {
  const found = await channel.probe?.(AbortSignal.timeout(longestProbeMs)).catch(() => undefined);
  return /^@(\w{5,32})$/.exec(found?.detail ?? "")?.[1];
}
