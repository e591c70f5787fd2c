import type { Redis } from "ioredis";
import type { OutboundChoice } from "../core/outbound-message.ts";

/** One bubble on a visitor's page. `ref` makes appending idempotent: the same ref twice is one entry. */
export type MailboxEntry = { from: "bot" | "me"; text: string; choices?: OutboundChoice[]; at: number; ref: string };
/** `id` rises with time and is the event id of the page's stream. */
export type StoredEntry = MailboxEntry & { id: string };

const mostEntries = 300;
const keptSeconds = 90 * 24 * 3600;

/** KEYS: stream, refs. ARGV: ref, json, channel, kept seconds, most entries. Returns the entry's id, or '' when it was there before. */
const appendScript = `
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return '' end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[5], '*', 'e', ARGV[2])
redis.call('ZADD', KEYS[2], string.match(id, '^%d+'), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -2 * ARGV[5] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[3], id)
return id`;

type AppendCommand = (...values: (string | number)[]) => Promise<string>;
type Listener = () => void;

/**
 * What visitors of the web chat and the bot said to each other: one Redis stream a visitor, so that a page that was away
 * reads on from the last id it saw. Gone 90 days after the last word.
 */
export class WebchatMailbox {
  private readonly redis: Redis;
  private readonly prefix: string;
  private subscriber: Redis | undefined;
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.prefix = prefix;
    if (!("mailboxAppend" in redis)) redis.defineCommand("mailboxAppend", { numberOfKeys: 2, lua: appendScript });
  }

  async append(visitor: string, entry: MailboxEntry): Promise<string> {
    const { mailboxAppend } = this.redis as unknown as { mailboxAppend: AppendCommand };
    const json = JSON.stringify(entry);
    return mailboxAppend.call(this.redis, this.stream(visitor), this.refs(visitor), entry.ref, json, this.channel(visitor), keptSeconds, mostEntries);
  }

  /** Entries after `id`, oldest first. */
  async since(visitor: string, id: string, limit = 100): Promise<StoredEntry[]> {
    return (await this.redis.xrange(this.stream(visitor), `(${id}`, "+", "COUNT", limit)).map(readEntry);
  }

  /** The newest entries (before `beforeId`), oldest first. */
  async last(visitor: string, limit = 50, beforeId?: string): Promise<StoredEntry[]> {
    const end = beforeId === undefined ? "+" : `(${beforeId}`;
    return (await this.redis.xrevrange(this.stream(visitor), end, "-", "COUNT", limit)).map(readEntry).reverse();
  }

  /** Calls `listener` after every new entry of the visitor, in any process. Returns how to stop. */
  async subscribe(visitor: string, listener: Listener): Promise<() => void> {
    const channel = this.channel(visitor);
    const own = this.listeners.get(channel) ?? new Set();
    own.add(listener);
    this.listeners.set(channel, own);
    if (own.size === 1) await this.connection().subscribe(channel);
    return () => {
      own.delete(listener);
      if (own.size > 0 || this.listeners.get(channel) !== own) return;
      this.listeners.delete(channel);
      void this.subscriber?.unsubscribe(channel).catch(() => {});
    };
  }

  async forget(visitor: string): Promise<void> {
    await this.redis.del(this.stream(visitor), this.refs(visitor));
    await this.redis.publish(this.channel(visitor), "forgotten");
  }

  async close(): Promise<void> {
    this.subscriber?.disconnect();
  }

  private connection(): Redis {
    if (this.subscriber) return this.subscriber;
    this.subscriber = this.redis.duplicate();
    this.subscriber.on("message", (channel: string) => this.listeners.get(channel)?.forEach((listener) => listener()));
    this.subscriber.on("error", () => {});
    return this.subscriber;
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
  return { ...(JSON.parse(fields[1]!) as MailboxEntry), id };
}
