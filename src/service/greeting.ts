import type { Service } from "./service.ts";

/** What `npm start` prints: what runs, what is off and why, and where to click. */
export function greeting(service: Service, url: string | undefined): string {
  const { config, channels, stores } = service;
  const open = config.PUBLIC_URL ?? url;
  const on = channels.channels.map((channel) => (channel.name === "webchat" ? undefined : `  ${channel.name}: on, webhook ${open ?? ""}/webhooks/${channel.name}`));
  const off = channels.off.map(({ channel, missing }) => `  ${channel}: off, needs ${missing.join(", ")}`);
  return [
    `Cầu Nối is running (${config.ROLES.join(", ")}).`,
    ...stores.described.map((line) => `  ${line}`),
    ...on.filter((line) => line !== undefined),
    ...off,
    ...(url ? [`  Web chat: ${open}/`, `  Health: ${url}/readyz   Metrics: ${url}/metrics`] : []),
  ].join("\n");
}
