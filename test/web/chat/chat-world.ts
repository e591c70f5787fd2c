import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import express from "express";
import { Redis } from "ioredis";
import { createWebchatChannel } from "../../../src/channels/webchat/index.ts";
import { contactParts } from "../../../src/core/contact-id.ts";
import type { InboundEvent } from "../../../src/core/inbound-event.ts";
import type { OutboundChoice } from "../../../src/core/outbound-message.ts";
import { startRedis } from "../../../src/embedded/index.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { loadTexts } from "../../../src/runtime/texts.ts";
import { WebchatMailbox } from "../../../src/storage/webchat-mailbox.ts";
import type { ChatLimits, WidgetPage } from "../../../src/web/chat/chat-ports.ts";
import { chatRoutes } from "../../../src/web/chat/routes.ts";
import { listen, type Listening } from "../../../src/web/server.ts";

export type Bot = (event: InboundEvent, say: (text: string, choices?: OutboundChoice[]) => Promise<void>) => Promise<void>;
export type ChatWorld = {
  redis: Redis;
  mailbox: WebchatMailbox;
  url: string;
  /** What the pipeline took, each id once. */
  taken: InboundEvent[];
  /** What the pipeline was offered, repeats too. */
  offered: InboundEvent[];
  /** The pipeline fails while set. */
  fault: { error?: Error };
  /** Another process of the same installation: its own routes and connections, the same Redis. */
  serve(options?: ServeOptions): Promise<Listening & { close(): void }>;
  stop(): Promise<void>;
};
export type ServeOptions = { limits?: Partial<ChatLimits>; publicUrl?: string; port?: number; /** Widgets on other websites, besides our own page. */ pages?: WidgetPage[] };

export const secret = "a secret of at least thirty-two characters";

/** The web chat before a real Redis, with a bot of a few lines instead of the service behind it. */
export async function startChatWorld(bot: Bot = async () => {}, options: ServeOptions = {}): Promise<ChatWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-chat-"));
  const engine = await startRedis({ dataDir, log: () => {} });
  const open: (() => Promise<unknown> | void)[] = [];
  const world: ChatWorld = { taken: [], offered: [], fault: {}, serve, stop } as unknown as ChatWorld;
  const seen = new Set<string>();

  function connect(): { redis: Redis; mailbox: WebchatMailbox } {
    const redis = new Redis(engine.url, { maxRetriesPerRequest: null, enableAutoPipelining: true });
    const mailbox = new WebchatMailbox(redis, "test:chat:");
    open.push(() => mailbox.close(), () => redis.disconnect());
    return { redis, mailbox };
  }
  async function intake(events: InboundEvent[]): Promise<number> {
    if (world.fault.error) throw world.fault.error;
    world.offered.push(...events);
    const fresh = events.filter((event) => !seen.has(event.id) && seen.add(event.id));
    world.taken.push(...fresh);
    for (const event of fresh) void answer(event);
    return fresh.length;
  }
  async function answer(event: InboundEvent): Promise<void> {
    const visitor = contactParts(event.contact).person;
    let count = 0;
    await bot(event, async (text, choices = []) => void (await world.mailbox.append(visitor, { from: "bot", text, choices, at: Date.now(), ref: `${event.id}#${count++}` })));
  }
  async function serve({ limits, publicUrl, port = 0, pages = [] }: ServeOptions = {}): Promise<Listening & { close(): void }> {
    const { redis, mailbox } = connect();
    const accounts = new Map([{ account: "web", origins: [] }, ...pages].map((page) => [page.account, { page, channel: createWebchatChannel({ account: page.account, mailbox: { append: async () => {} } }) }]));
    const parse = (account: string, body: unknown, now: number) => accounts.get(account)?.channel.parse(body, now);
    const widgetPage = async (id: string): Promise<WidgetPage | undefined> => accounts.get(id)?.page;
    const texts = loadTexts(resolve(import.meta.dirname, "../../../locales"));
    const chat = chatRoutes({ mailbox, intake, parse, widgetPage, texts, secret, redis, prefix: "test:", publicUrl, defaultLocale: "vi", metrics: createMetrics(), ...(limits ? { limits } : {}) });
    const app = express().set("query parser", "simple").set("trust proxy", "loopback").use(chat.router);
    app.use((_error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => void response.status(500).json({ error: "broken" }));
    const listening = await listen(app, "127.0.0.1", port);
    const stopAll = async (): Promise<void> => {
      chat.close();
      await listening.stop();
    };
    open.unshift(stopAll);
    return { ...listening, close: () => chat.close(), stop: stopAll };
  }
  async function stop(): Promise<void> {
    for (const one of open) await one();
    await engine.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }

  Object.assign(world, connect());
  world.url = (await serve(options)).url;
  return world;
}
