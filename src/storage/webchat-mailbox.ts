import type { Redis } from "ioredis";
import type { OutboundChoice } from "../core/outbound-message.ts";

/** One bubble on a visitor's page. `ref` makes appending idempotent: the same ref twice is one entry. */
export type MailboxEntry = { from: "bot" | "me"; text: string; choices?: OutboundChoice[]; media?: { kind: "image" | "file"; url: string; name: string }; at: number; ref: string };
/** `id` rises with time and is the event id of the page's stream. */
export type StoredEntry = MailboxEntry & { id: string };
/** `new`: there may be entries the listener has not read. `forgotten`: everything is gone. */
export type MailboxNews = "new" | "forgotten";
export type MailboxListener = (news: MailboxNews) => void;

const mostEntries = 300;
const keptSeconds = 90 * 24 * 3600;

/**
 * KEYS: stream, refs. ARGV: ref, json, channel, kept seconds, most entries. Returns the entry's id, also when it was there before.
 * A ref lives as long as its entry, so that the two keys stay the same size.
 */
const appendScript = `
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known then return known end
local over = redis.call('XLEN', KEYS[1]) + 1 - ARGV[5]
if over > 0 then
  for _, old in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', over)) do
    redis.call('XDEL', KEYS[1], old[1])
    redis.call('HDEL', KEYS[2], old[2][2])
  end
end
local id = redis.call('XADD', KEYS[1], '*', 'r', ARGV[1], 'e', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], id)
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[3], 'new')
return id`;

type AppendCommand = (...values: (string | number)[]) => Promise<string>;

/**
 * What visitors of the web chat and the bot said to each other: one Redis stream a visitor, so that a page that was away
 * reads on from the last id it saw. Gone 90 days after the last word.
 */
export class WebchatMailbox {
  private readonly redis: Redis;
  private readonly prefix: string;
  private subscriber: Redis | undefined;
  private readonly listeners = new Map<string, Set<MailboxListener>>();

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.prefix = prefix;
    if (!("mailboxAppend" in redis)) redis.defineCommand("mailboxAppend", { numberOfKeys: 2, lua: appendScript });
  }

  /** Returns the entry's id; of the first one when the same ref was appended before. */
  async append(visitor: string, entry: MailboxEntry): Promise<string> {
    const { mailboxAppend } = this.redis as unknown as { mailboxAppend: AppendCommand };
    const json = JSON.stringify(entry);
    return mailboxAppend.call(this.redis, this.stream(visitor), this.refs(visitor), entry.ref, json, this.channel(visitor), keptSeconds, mostEntries);
  }

  /** Entries after `id` (`<ms>-<n>`; `0-0`: all), oldest first. */
  async since(visitor: string, id: string, limit = 100): Promise<StoredEntry[]> {
    return (await this.redis.xrange(this.stream(visitor), `(${id}`, "+", "COUNT", limit)).map(readEntry);
  }

  /** The newest entries (before `beforeId`), oldest first. */
  async last(visitor: string, limit = 50, beforeId?: string): Promise<StoredEntry[]> {
    const end = beforeId === undefined ? "+" : `(${beforeId}`;
    return (await this.redis.xrevrange(this.stream(visitor), end, "-", "COUNT", limit)).map(readEntry).reverse();
  }

  /**
   * Tells `listener` of every change to the visitor's entries, by whatever process, over one connection for all visitors.
   * Also when the subscription stands, and again after a lost connection, because what came before was not heard: `new`
   * may be said without anything new, but who reads with `since` on every `new` misses nothing. Returns how to stop.
   */
  subscribe(visitor: string, listener: MailboxListener): () => void {
    const channel = this.channel(visitor);
    const own = this.listeners.get(channel) ?? new Set();
    own.add(listener);
    this.listeners.set(channel, own);
    // Also for the second listener of a visitor: the first one's subscription may still be on its way.
    this.hear([channel], () => own.has(listener) && listener("new"));
    return () => {
      own.delete(listener);
      if (own.size > 0 || this.listeners.get(channel) !== own) return;
      this.listeners.delete(channel);
      void this.subscriber?.unsubscribe(channel).catch(() => {});
    };
  }

  /** Deletes everything of the visitor. */
  async forget(visitor: string): Promise<void> {
    await this.redis.multi().del(this.stream(visitor), this.refs(visitor)).publish(this.channel(visitor), "forgotten").exec();
  }

  async close(): Promise<void> {
    this.listeners.clear();
    this.subscriber?.disconnect();
  }

  private hear(channels: string[], heard: () => void): void {
    this.subscriber ??= this.openSubscriber();
    // A subscription that fails with its connection is made again when the connection is back.
    this.subscriber.subscribe(...channels).then(heard, () => {});
  }

  private openSubscriber(): Redis {
    const subscriber = this.redis.duplicate({ autoResubscribe: false, enableAutoPipelining: false });
    const tell = (channel: string, news: MailboxNews): void => this.listeners.get(channel)?.forEach((listener) => listener(news));
    subscriber.on("message", (channel: string, news: MailboxNews) => tell(channel, news));
    // Our own instead of ioredis's: only after the answer is it certain that nothing goes unheard any more.
    subscriber.on("ready", () => {
      const channels = [...this.listeners.keys()];
      if (channels.length > 0) this.hear(channels, () => channels.forEach((channel) => tell(channel, "new")));
    });
    subscriber.on("error", () => {}); // the main connection's errors are logged; this one fails with it
    return subscriber;
  }

  private stream(visitor: string): string {
    return `${this.prefix}s:${visitor}`;
  }

  private refs(visitor: string): string {
    return `${this.prefix}r:${visitor}`;
  }

  private channel(visitor: string): string {
    return `${this.prefix}n:${visitor}`;
  }
}

function readEntry([id, fields]: [string, string[]]): StoredEntry {
  return { ...(JSON.parse(fields[3]!) as MailboxEntry), id };
}
