import { chatRoutes } from "../web/chat/routes.ts";
import { healthRoutes } from "../web/health.ts";
import { createIntake } from "../web/intake.ts";
import { createApp, listen } from "../web/server.ts";
import { webhookRoutes } from "../web/webhooks.ts";
import type { Service } from "./service.ts";
import type { Stoppable } from "./workers.ts";

/** Another program has the port; the message says which and how to choose another. */
export class PortInUse extends Error {
  override name = "PortInUse";
}

/** The web role: webhooks, web chat, health. `url` is where it listens. */
export async function startWeb(service: Service): Promise<Stoppable & { url: string }> {
  const { config, lanes, metrics, logger, stores, mailbox, texts, secret } = service;
  const intake = createIntake(lanes, metrics, config.REORDER_WINDOW_MS);
  const webchat = service.channels.channels.find((channel) => channel.name === "webchat")!;
  const chat = chatRoutes({
    mailbox, intake, texts, secret, metrics,
    parse: (body, now) => webchat.parse(body, now),
    redis: stores.redis,
    prefix: lanes.prefix,
    publicUrl: config.PUBLIC_URL,
    defaultLocale: config.DEFAULT_LOCALE,
  });
  const webhooks = webhookRoutes({ channel: (name) => service.channels.channels.find((channel) => channel.name === name), intake, metrics, logger });
  const health = healthRoutes({ redis: stores.redis, mongo: stores.mongo, lanes, metrics, stopping: () => service.stopping });
  const listening = await listen(createApp({ webhooks, health, chat: chat.router, logger }), config.HOST, config.PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") throw new PortInUse(`Port ${config.PORT} is in use by another program; set PORT to a free one.`);
    throw error;
  });
  return {
    url: listening.url,
    async stop() {
      chat.close();
      await listening.stop();
    },
  };
}
