import type { Channel, SendReceipt } from "../channels/contract.ts";
import type { LaneAccounts } from "../storage/lanes/accounts.ts";

/** Redis keeps a rate for two days. */
const tellAgainMs = 3_600_000;
/** What headers say is believed for a minute. */
const heedAgainMs = 20_000;
const debitMs = 50;

type Told = { perSecond: number; at: number };

/** Tells Redis how fast each account this process meets may send; rarely, because every message passes here. */
export class AccountRates {
  private readonly accounts: LaneAccounts;
  private readonly rates = new Map<string, Told>();
  private readonly limits = new Map<string, Told>();
  private debits = new Map<string, { all: number; withSlot: number }>();

  constructor(accounts: LaneAccounts) {
    this.accounts = accounts;
  }

  /** The channel's own rate. */
  async tell(channel: Channel): Promise<void> {
    const account = `${channel.name}:${channel.account}`;
    const { bulkPerSecond, bulkMostPerSecond } = channel.policy;
    if (!isNews(this.rates, account, bulkPerSecond, tellAgainMs)) return;
    await this.accounts.setRate(account, bulkPerSecond, bulkMostPerSecond);
  }

  /** Calls that are not counted with their message's end, told together, for they are many and nobody waits for it. `withSlot`: those that had one. */
  debit(account: string, all: number, withSlot = 0): void {
    if (this.debits.size === 0) setTimeout(() => this.flush(), debitMs).unref();
    const before = this.debits.get(account);
    this.debits.set(account, { all: (before?.all ?? 0) + all, withSlot: (before?.withSlot ?? 0) + withSlot });
  }

  private flush(): void {
    const debits = this.debits;
    this.debits = new Map();
    // Lost with a connection they only make the account a little faster.
    this.accounts.debit(debits).catch(() => {});
  }

  /** What the platform's answer said of the account's limit. */
  async heed(channel: Channel, { perSecond, pauseMs }: NonNullable<SendReceipt["limit"]>): Promise<void> {
    const account = `${channel.name}:${channel.account}`;
    if (perSecond !== undefined && perSecond > 0 && isNews(this.limits, account, perSecond, heedAgainMs)) await this.accounts.setLimit(account, perSecond);
    if (pauseMs !== undefined && pauseMs > 0) await this.accounts.pause(account, pauseMs, "asked");
  }
}

/** Remembers it when it is. */
function isNews(told: Map<string, Told>, account: string, perSecond: number, againMs: number): boolean {
  const before = told.get(account);
  if (before && before.perSecond === perSecond && before.at + againMs > Date.now()) return false;
  told.set(account, { perSecond, at: Date.now() });
  return true;
}
