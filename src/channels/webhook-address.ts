import type { ChannelName } from "../core/channel-name.ts";

/**
 * Where a platform is to send an account's webhooks, or undefined when it cannot: all of them require https. Accounts that can also be polled
 * (`Channel.poll`) are polled then, so that a token alone makes a bot on a laptop.
 */
export function webhookAddress(publicUrl: string | undefined, channel: ChannelName, account: string): string | undefined {
  return publicUrl?.startsWith("https://") ? `${publicUrl.replace(/\/+$/, "")}/webhooks/${channel}/${account}` : undefined;
}
