import type { ChannelName } from "../core/channel-name.ts";
import { pageId } from "../pages/index.ts";
import type { Service } from "./service.ts";

/** What `npm start` prints: what runs, what is off and why, and where to click. */
export function greeting(service: Service, url: string | undefined, ownerLink?: string): string {
  const { config, off, stores } = service;
  const open = config.PUBLIC_URL ?? url;
  return [
    `Cầu Nối is running (${config.ROLES.join(", ")}).`,
    ...stores.described.map((line) => `  ${line}`),
    ...onLines(service, open ?? ""),
    ...off.filter(({ channel }) => service.directory.accountsOf(channel).length === 0).map(({ channel, missing }) => `  ${channel}: off, needs ${missing.join(", ")}`),
    ...(url ? [`  Web chat: ${open}/`, ownerLink ? `  Console: open ${ownerLink} within a day to become its owner` : `  Console: ${open}/console`, `  Health: ${url}/readyz   Metrics: ${url}/metrics`] : []),
  ].join("\n");
}

/** A line a channel; of hundreds of accounts only their number. The installation's own web chat has a line of its own. */
function onLines({ directory, pages }: Service, open: string): string[] {
  const others = directory.entries().filter((entry) => entry.id !== pageId("webchat", "web"));
  const byChannel = Map.groupBy(others, (entry) => entry.channel.name);
  return [...byChannel].map(([channel, entries]) => {
    const stopped = entries.filter((entry) => entry.state === "stopped").length;
    const more = entries.some((entry) => !pages.environment.has(entry.id)) ? ` for ${entries.length} account${entries.length === 1 ? "" : "s"}` : "";
    return `  ${channel}: on${more}${stopped > 0 ? ` (${stopped} stopped, see \`pages list\`)` : ""}${webhookOf(channel, open)}`;
  });
}

function webhookOf(channel: ChannelName, open: string): string {
  return channel === "webchat" ? "" : `, webhook ${open}/webhooks/${channel}`;
}
