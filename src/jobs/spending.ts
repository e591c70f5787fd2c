import type { Redis } from "ioredis";

/** Money set aside for a message's billed calls; names the month it was taken from. */
export type Reservation = { key: string; price: number };

/** ARGV: key, price, limit, seconds to keep. Returns 1 when the month's limit has room for it. */
const reserveScript = `
local spent = tonumber(redis.call('GET', ARGV[1]) or 0)
if spent + ARGV[2] > tonumber(ARGV[3]) then return 0 end
redis.call('INCRBY', ARGV[1], ARGV[2])
redis.call('EXPIRE', ARGV[1], ARGV[4])
return 1`;

/** Long enough to look back at the whole month before. */
const keptSeconds = 70 * 86_400;

export type SpendingOptions = {
  /** What an account (`channel:account`) may spend a month, in whole VND; 0: nothing. */
  limitOf(account: string): number | Promise<number>;
  /** Budgets begin anew with this zone's month. */
  timeZone: string;
  now?: () => number;
};

/** Monthly budgets for billed messages, exact over all processes. */
export class Spending {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly options: SpendingOptions;
  private readonly month: Intl.DateTimeFormat;

  constructor(redis: Redis, prefix: string, options: SpendingOptions) {
    this.redis = redis;
    this.prefix = prefix;
    this.options = options;
    this.month = new Intl.DateTimeFormat("en-CA", { timeZone: options.timeZone, year: "numeric", month: "2-digit" });
  }

  /** Sets money aside before sending; undefined when the budget has no room. */
  async reserve(account: string, price: number): Promise<Reservation | undefined> {
    const key = this.keyOf(account);
    const limit = await this.options.limitOf(account);
    const granted = await this.redis.eval(reserveScript, 0, key, price, limit, keptSeconds);
    return granted === 1 ? { key, price } : undefined;
  }

  /** The message certainly did not go out. */
  async refund({ key, price }: Reservation): Promise<void> {
    await this.redis.decrby(key, price);
  }

  /** VND spent or set aside this month. */
  async spent(account: string): Promise<number> {
    return Number((await this.redis.get(this.keyOf(account))) ?? 0);
  }

  private keyOf(account: string): string {
    const parts = this.month.formatToParts((this.options.now ?? Date.now)());
    const part = (type: string) => parts.find((one) => one.type === type)!.value;
    return `${this.prefix}spent:${account}:${part("year")}${part("month")}`;
  }
}
