import type { LaneScripts } from "./scripts/index.ts";

/** What every process must know of the accounts that send; an account is `channel:account`. */
export class LaneAccounts {
  private readonly scripts: LaneScripts;
  private readonly prefix: string;

  constructor(scripts: LaneScripts, prefix: string) {
    this.scripts = scripts;
    this.prefix = prefix;
  }

  /** Calls a second the channel allows, and the most when lost time is made good; until it is told, notices go one at a look. */
  async setRate(account: string, perSecond: number, mostPerSecond?: number): Promise<void> {
    await this.scripts.laneRate(this.prefix, account, perSecond, "", mostPerSecond ?? "");
  }

  /** Calls a second the platform's answers speak of; believed for a minute. */
  async setLimit(account: string, perSecond: number): Promise<void> {
    await this.scripts.laneRate(this.prefix, account, "", perSecond, "");
  }

  /** Calls the platform answered, by account, and how many of them had a slot: those without count against the pace. Below 0: slots that were not used. */
  async debit(calls: ReadonlyMap<string, { all: number; withSlot: number }>): Promise<void> {
    await this.scripts.laneDebit(this.prefix, ...[...calls].flatMap(([account, { all, withSlot }]) => [account, all, withSlot]));
  }

  /**
   * The platform refused a message for coming too fast; `ms` undefined: it named no time. How long only its person has to wait, or undefined when it is
   * the account: then `pause` it.
   */
  async refused(account: string, ms: number | undefined): Promise<number | undefined> {
    const waitMs = (await this.scripts.laneRefused(this.prefix, account, ms === undefined ? "" : Math.ceil(ms))) as number;
    return waitMs < 0 ? undefined : waitMs;
  }

  /** The platform refused messages for coming too fast, or asks to hold on before it has to. `ms` undefined: it named no time. */
  async pause(account: string, ms: number | undefined, kind: "throttled" | "asked"): Promise<void> {
    await this.scripts.lanePause(this.prefix, account, ms === undefined ? "" : Math.ceil(ms), kind, 0);
  }

  /**
   * A human has to put the account right. `fresh`: it was not paused before; `lastingMs`: since it was first parked without a
   * message sent since; longer than `mostMs`, it is not paused any more.
   */
  async park(account: string, ms: number, mostMs: number): Promise<{ fresh: boolean; lastingMs: number }> {
    const [fresh, lastingMs] = (await this.scripts.lanePause(this.prefix, account, Math.ceil(ms), "parked", mostMs)) as [number, number];
    return { fresh: fresh === 1, lastingMs };
  }

  /** The account was put right: whatever pause there is ends now. */
  async resume(account: string): Promise<void> {
    await this.scripts.laneResume(this.prefix, account);
  }
}
