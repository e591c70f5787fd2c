import type { Shares } from "../storage/lanes/lanes.ts";

const fewAccounts = 16;

/**
 * How many lanes of each account a worker holds, and may take. An account that answers slowly fills its share and no more;
 * when room runs short because many do, the share shrinks to what is still free, so that there is room for the next one always.
 */
export class AccountShares {
  private readonly perAccount: number | undefined;
  private readonly held = new Map<string, number>();
  /** Accounts left waiting at the last look. */
  private full = new Set<string>();
  private short = false;

  constructor(perAccount: number | undefined) {
    this.perAccount = perAccount;
  }

  /** What a worker with room for `free` lanes may take: `lanes` in all, so that there is room left to judge by before the next look. */
  of(free: number): Shares & { lanes: number } {
    if (this.perAccount === undefined) return { lanes: free, most: free, room: [] };
    const share = Math.min(this.perAccount, free);
    // All accounts are told apart while they are few; of many only those that hold more than half of their share, and the others may take the other half.
    const most = this.held.size <= fewAccounts ? share : Math.ceil(share / 2);
    const room = [...this.held].filter(([, held]) => held > share - most).map(([account, held]): [string, number] => [account, Math.max(0, share - held)]);
    this.full = new Set(room.filter(([, lanes]) => lanes === 0).map(([account]) => account));
    this.short = share < this.perAccount;
    return { lanes: free > 2 * this.perAccount ? free - this.perAccount : Math.ceil(free / 2), most, room };
  }

  take(account: string): void {
    this.held.set(account, (this.held.get(account) ?? 0) + 1);
  }

  /** Returns whether there may be something to take now that was left before. */
  giveBack(account: string): boolean {
    const held = (this.held.get(account) ?? 1) - 1;
    if (held > 0) this.held.set(account, held);
    else this.held.delete(account);
    return this.full.has(account) || (this.short && this.full.size > 0);
  }
}
