/** So many notices in a row that nobody took, and the account rests. */
const mostInRow = 8;
const [firstRestMs, longestRestMs] = [1_000, 15_000];
/** What goes ahead tells by then, or it never will (its lease was over, staff took its broadcast back): then another goes. */
const probeMs = 20_000;

type Trouble = { inRow: number; rests: number; /** When the last rest began: what was under way then is part of the same trouble. */ since: number; until: number };

/**
 * A platform that is away, or whose answers get lost, must not use up a whole list: each notice of unknown outcome is lost for its person.
 * After some in a row the account rests, longer each time, and after a rest one message goes ahead and tells whether the platform is back.
 */
export class PlatformAway {
  private readonly troubles = new Map<string, Trouble>();
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Whether a message of the account may go now; the first one after a rest may, and is the one that tells. */
  mayGo(account: string): boolean {
    const trouble = this.troubles.get(account);
    if (!trouble || trouble.rests === 0) return true;
    if (this.now() < trouble.until) return false;
    trouble.until = this.now() + probeMs;
    return true;
  }

  /** A message that left at `sentAt` was not taken, or nobody knows. Returns how long the account is to rest, undefined while it may go on. */
  failed(account: string, sentAt: number): number | undefined {
    const trouble = this.troubles.get(account) ?? { inRow: 0, rests: 0, since: 0, until: 0 };
    this.troubles.set(account, trouble);
    if (sentAt < trouble.since) return undefined;
    trouble.inRow++;
    if (trouble.rests === 0 && trouble.inRow < mostInRow) return undefined;
    const restMs = Math.min(longestRestMs, firstRestMs * 2 ** trouble.rests);
    Object.assign(trouble, { rests: trouble.rests + 1, since: this.now(), until: this.now() + restMs });
    return restMs;
  }

  /** A message was taken or refused in so many words: the platform is there. Returns whether it had been away. */
  answered(account: string): boolean {
    const trouble = this.troubles.get(account);
    this.troubles.delete(account);
    return (trouble?.rests ?? 0) > 0;
  }

  isAway(account: string): boolean {
    return (this.troubles.get(account)?.rests ?? 0) > 0;
  }
}
