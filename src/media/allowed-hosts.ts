import type { ChannelName } from "../core/channel-name.ts";

/** Zalo keeps what people sent here (facts: hosts of media in webhooks). */
const zaloHosts = ["*.zdn.vn", "*.zadn.vn"];

/**
 * Where each platform keeps people's files. An address in an event is data, even in a signed one: without this list a webhook
 * could make the service read anything it can reach. Telegram's come from its API (`Channel.openFile`), web chat's are uploaded.
 */
export const mediaHosts: Record<ChannelName, readonly string[]> = {
  zalo: zaloHosts,
  "zalo-bot": zaloHosts,
  messenger: ["*.fbcdn.net", "*.fbsbx.com", "*.facebook.com"],
  telegram: ["api.telegram.org"],
  webchat: [],
};

/** What may be fetched for one channel. */
export type HostRules = {
  /** `name` or `*.name`, which is the name and everything below it. */
  patterns: readonly string[];
  /** `host:port` an administrator named: http and private addresses too. */
  trusted: ReadonlySet<string>;
};

export type HostSettings = {
  /** MEDIA_HOSTS and MEDIA_ALLOW_HOSTS. */
  hosts: readonly string[];
  trusted: readonly string[];
  /** TELEGRAM_API_URL: serves the files too; a Bot API server of one's own may stand in a private network. */
  telegramApiUrl: string;
};

/** The rules of a channel with the administrator's additions. */
export function hostRules(channel: ChannelName, { hosts, trusted, telegramApiUrl }: HostSettings): HostRules {
  const api = hostAndPort(new URL(telegramApiUrl));
  const own = channel === "telegram" && api !== "api.telegram.org:443" ? [api] : [];
  return { patterns: [...mediaHosts[channel], ...hosts], trusted: new Set([...trusted, ...own]) };
}

/** Whether a host name fits a pattern; only whole labels count, so `evilzdn.vn` is not `*.zdn.vn`. */
export function hostFits(host: string, pattern: string): boolean {
  if (!pattern.startsWith("*.")) return host === pattern;
  return host === pattern.slice(2) || host.endsWith(pattern.slice(1));
}

/** `host:port` with the port written out. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;
}
