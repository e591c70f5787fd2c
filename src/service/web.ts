import { activityRoutes } from "../web/activities.ts";
import { chatRoutes } from "../web/chat/routes.ts";
import type { WidgetPage } from "../web/chat/chat-ports.ts";
import { healthRoutes } from "../web/health.ts";
import { createIntake } from "../web/intake.ts";
import { mediaRoutes } from "../web/media.ts";
import { createApp, listen } from "../web/server.ts";
import { createSayStatus } from "../web/status-page.ts";
import { webhookRoutes } from "../web/webhooks.ts";
import { zaloDomainMeta } from "../web/zalo-domain.ts";
import { apiRoutes, consoleRoutes } from "./console.ts";
import { deletionRoutes } from "./deletion-routes.ts";
import type { Directory } from "./directory.ts";
import { startAccountPollers } from "./pollers.ts";
import type { Service } from "./service.ts";
import type { Stoppable } from "./workers.ts";
import { zaloRoutes } from "./zalo-routes.ts";

/** Another program has the port; the message says which and how to choose another. */
export class PortInUse extends Error {
  override name = "PortInUse";
}

/** The web role: webhooks, web chat, health. `url` is where it listens. */
export async function startWeb(service: Service): Promise<Stoppable & { url: string }> {
  const { config, lanes, metrics, logger, stores, mailbox, texts, secret } = service;
  const intake = createIntake(lanes, metrics, config.REORDER_WINDOW_MS, service.lastEvents);
  const chat = chatRoutes({
    mailbox, intake, texts, secret, metrics,
    parse: (account, body, now) => service.channel("webchat", account)?.parse(body, now),
    widgetPage: (account) => widgetPage(service.directory, account),
    redis: stores.redis,
    prefix: lanes.prefix,
    publicUrl: config.PUBLIC_URL,
    defaultLocale: config.DEFAULT_LOCALE,
    siteMetas: config.ZALO_DOMAIN_VERIFICATION.map((content) => ({ name: zaloDomainMeta, content })),
  });
  const media = mediaRoutes({
    mailbox, intake, texts, secret, metrics, redis: stores.redis, prefix: lanes.prefix, publicUrl: config.PUBLIC_URL, defaultLocale: config.DEFAULT_LOCALE,
    room: service.rooms.media, maxBytes: config.MEDIA_MAX_BYTES, flowMedia: service.flowMedia, hasPage: (account) => service.channel("webchat", account) !== undefined,
  });
  const activities = activityRoutes({ activities: service.rooms.activities, publicUrl: config.PUBLIC_URL, name: texts.text("activities:calendar", {}, config.DEFAULT_LOCALE) ?? "", now: Date.now });
  const console = consoleRoutes(service);
  const webhooks = webhookRoutes({ accounts: service.directory, intake, metrics, logger });
  const health = healthRoutes({ redis: stores.redis, mongo: stores.mongo, lanes, metrics, stopping: () => service.stopping });
  const listening = await listen(createApp({ webhooks, health, chat: chat.router, media, activities, console: console.router, api: apiRoutes(service), zalo: zaloRoutes(service), deletion: deletionRoutes(service), logger, sayStatus: createSayStatus(texts, config.DEFAULT_LOCALE) }), config.HOST, config.PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") throw new PortInUse(`Port ${config.PORT} is in use by another program; set PORT to a free one.`);
    throw error;
  });
  const pollers = startAccountPollers(service, intake);
  return {
    url: listening.url,
    async stop() {
      await pollers.stop();
      chat.close();
      console.close();
      await listening.stop();
    },
  };
}

/** What the widget of a web chat on other websites needs to know. */
async function widgetPage(directory: Directory, account: string): Promise<WidgetPage | undefined> {
  if (!(await directory.lookUp("webchat", account))) return undefined;
  const entry = directory.entry(`webchat:${account}`);
  const origins = entry?.account.settings["origins"];
  return { account, origins: Array.isArray(origins) ? origins.map(String) : [], ...(entry && entry.name !== account ? { name: entry.name } : {}) };
}
