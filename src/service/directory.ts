import type { Redis } from "ioredis";
import type { Accounts } from "../channels/accounts.ts";
import type { Channel } from "../channels/contract.ts";
import { AccountIncomplete, createChannel, type Account, type ChannelPorts, type PlatformUrls } from "../channels/registry.ts";
import type { ChannelName } from "../core/channel-name.ts";
import { clearAlert, listAlerts, openPage, originOf, pageId, pageRevisions, pagesById, raiseAlert, SealError, withRenewedTokens, type Page, type PageModels, type PageState } from "../pages/index.ts";
import type { Logger } from "../runtime/logger.ts";

/** How long a change of which the message got lost stays unheard of. */
const pollMs = 15_000;
/** An account nobody knows is looked for this often at most, whoever asks for how many. */
const lookAgainMs = 1_000;
/** A webhook waits no longer for a slow store. */
const longestLookMs = 1_000;

/** What this room raises by itself, and clears when it is over. */
const ownAlerts = ["secrets", "settings"];

/** One account that is served: its channel, and what staff decided about it. */
export type DirectoryEntry = { id: string; channel: Channel; account: Account; name: string; unit: string; state: PageState; revision: number };

/** The live channels of all accounts, of the settings and of the store; follows every change by itself. */
export type Directory = Accounts & {
  all(): Channel[];
  entries(): DirectoryEntry[];
  entry(id: string): DirectoryEntry | undefined;
  /** Reads what changed in the store. */
  refresh(): Promise<void>;
  close(): Promise<void>;
};

export type DirectoryPorts = {
  pages: PageModels;
  /** Those of the settings: always served, whatever the store says. */
  environment: Account[];
  urls: PlatformUrls;
  channels: ChannelPorts;
  redis: Redis;
  /** The Redis channel changes are told on. */
  topic: string;
  logger: Logger;
  now?: () => number;
};

/** Opens the directory with everything loaded. */
export async function openDirectory(ports: DirectoryPorts): Promise<Directory> {
  const directory = new LiveDirectory(ports);
  await directory.start();
  return directory;
}

class LiveDirectory implements Directory {
  private readonly ports: DirectoryPorts;
  private readonly environment: ReadonlyMap<string, Account>;
  private readonly byId = new Map<string, DirectoryEntry>();
  private byChannel = new Map<ChannelName, Channel[]>();
  /** The revision of every page that was read, also of those not served. */
  private readonly read = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private readonly subscriber: Redis;
  private poll: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | undefined;
  private again = false;
  private lookedAt = 0;

  constructor(ports: DirectoryPorts) {
    this.ports = ports;
    this.environment = new Map(ports.environment.map((account) => [pageId(account.channel, account.account), account]));
    this.subscriber = ports.redis.duplicate();
    this.subscriber.on("error", (error: Error) => ports.logger.warn({ err: error }, "redis connection of the accounts"));
  }

  async start(): Promise<void> {
    for (const [id, account] of this.environment) this.put({ id, channel: this.create(account), account, name: account.account, unit: "", state: "on", revision: 0 });
    this.subscriber.on("message", () => void this.refreshQuietly());
    await this.subscriber.subscribe(this.ports.topic);
    await this.refresh();
    this.poll = setInterval(() => void this.refreshQuietly(), pollMs);
    this.poll.unref();
  }

  get(channel: string, account: string): Channel | undefined {
    return this.byId.get(`${channel}:${account}`)?.channel;
  }

  accountsOf(channel: ChannelName): readonly Channel[] {
    return this.byChannel.get(channel) ?? [];
  }

  all(): Channel[] {
    return this.entries().map((entry) => entry.channel);
  }

  entries(): DirectoryEntry[] {
    return [...this.byId.values()];
  }

  entry(id: string): DirectoryEntry | undefined {
    return this.byId.get(id);
  }

  async lookUp(channel: string, account: string): Promise<Channel | undefined> {
    const found = this.get(channel, account);
    if (found) return found;
    const now = (this.ports.now ?? Date.now)();
    if (now - this.lookedAt < lookAgainMs) return undefined;
    this.lookedAt = now;
    let late: NodeJS.Timeout | undefined;
    await Promise.race([this.refreshQuietly(), new Promise((resolve) => (late = setTimeout(resolve, longestLookMs)))]);
    clearTimeout(late);
    return this.get(channel, account);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A change told while a reading is under way may have come too late for it: then it is read once more. */
  async refresh(): Promise<void> {
    if (this.underWay) {
      this.again = true;
      return this.underWay;
    }
    this.underWay = (async () => {
      do {
        this.again = false;
        await this.readChanges();
      } while (this.again);
    })().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  async close(): Promise<void> {
    clearInterval(this.poll);
    this.subscriber.disconnect();
    this.listeners.clear();
    await this.underWay?.catch(() => {});
  }

  private async refreshQuietly(): Promise<void> {
    await this.refresh().catch((error: unknown) => this.ports.logger.warn({ err: error }, "the accounts could not be read"));
  }

  /** Compares revisions, not times: the clocks of several machines differ, and some hundred numbers cost next to nothing. */
  private async readChanges(): Promise<void> {
    const revisions = await pageRevisions(this.ports.pages);
    const changed = [...revisions].filter(([id, revision]) => this.read.get(id) !== revision).map(([id]) => id);
    const removed = [...this.read.keys()].filter((id) => !revisions.has(id));
    if (changed.length + removed.length === 0) return;
    const troubled = await this.troubled();
    for (const page of await pagesById(this.ports.pages, changed)) {
      if ((await this.take(page)) && troubled.has(page._id)) for (const kind of ownAlerts) await clearAlert(this.ports.pages, page._id, kind);
    }
    for (const id of removed) this.drop(id);
    this.byChannel = Map.groupBy(this.all(), (channel) => channel.name);
    for (const listener of this.listeners) listener();
  }

  private async troubled(): Promise<Set<string>> {
    return new Set((await listAlerts(this.ports.pages)).filter((alert) => ownAlerts.includes(alert.kind)).map((alert) => alert.page));
  }

  /** One account that cannot be opened or made costs the others nothing. False for such a one. */
  private async take(page: Page): Promise<boolean> {
    this.read.set(page._id, page.revision);
    const ours = this.environment.get(page._id);
    if (!ours && (page.state === "disconnected" || originOf(this.ports.pages, page) !== "store")) {
      this.byId.delete(page._id);
      return true;
    }
    try {
      const { secrets } = openPage(this.ports.pages, page);
      const account: Account = ours
        ? { ...ours, secrets: withRenewedTokens(ours, { secrets, ...(page.fromEnvironment ? { fromEnvironment: page.fromEnvironment } : {}) }) }
        : { channel: page.channel, account: page.account, secrets, settings: page.settings };
      this.put({ id: page._id, channel: this.create(account), account, name: page.name, unit: page.unit, state: page.state, revision: page.revision });
      return true;
    } catch (error) {
      if (!ours) this.byId.delete(page._id);
      await this.report(page._id, error);
      return false;
    }
  }

  private drop(id: string): void {
    this.read.delete(id);
    if (!this.environment.has(id)) this.byId.delete(id);
  }

  private create(account: Account): Channel {
    return createChannel(account, this.ports.urls, this.ports.channels);
  }

  private put(entry: DirectoryEntry): void {
    this.byId.set(entry.id, entry);
    if (entry.revision === 0) this.byChannel = Map.groupBy(this.all(), (channel) => channel.name);
  }

  private async report(page: string, error: unknown): Promise<void> {
    // Only our own sentences are surely free of secrets.
    const detail = error instanceof SealError || error instanceof AccountIncomplete ? error.message : `It cannot be opened: ${(error as Error)?.name}.`;
    this.ports.logger.error({ account: page, reason: detail }, "an account cannot be served");
    await raiseAlert(this.ports.pages, { page, kind: error instanceof SealError ? "secrets" : "settings", severity: "alert", detail }, (this.ports.now ?? Date.now)());
  }
}
