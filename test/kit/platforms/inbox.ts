/** One message as the person sees it. */
export type Reply = {
  to: string;
  /** The platform's id of the message. */
  id: string;
  text: string;
  /** Buttons, quick replies or inline keyboard, in reading order. */
  choices: { label: string; payload: string }[];
  /** When it arrived, epoch milliseconds. */
  at: number;
  /** The request's body, for what is special to one platform. */
  raw: unknown;
};

type Waiter = { done: () => Reply | undefined; resolve: (reply: Reply) => void };

/** What one person received, in order, with a mark of how far they have read. */
export class Inbox {
  readonly replies: Reply[] = [];
  #read = 0;
  #waiters: Waiter[] = [];

  add(reply: Reply): void {
    this.replies.push(reply);
    this.#waiters = this.#waiters.filter((waiter) => {
      const found = waiter.done();
      if (found) waiter.resolve(found);
      return !found;
    });
  }

  /** The first unread reply the check accepts; everything up to it counts as read. */
  next(check: (reply: Reply) => boolean, timeoutMs: number): Promise<Reply> {
    return this.#wait(() => {
      const index = this.replies.findIndex((reply, place) => place >= this.#read && check(reply));
      if (index < 0) return undefined;
      this.#read = index + 1;
      return this.replies[index];
    }, timeoutMs);
  }

  /** The n-th reply ever (from 1). */
  nth(n: number, timeoutMs: number): Promise<Reply> {
    return this.#wait(() => {
      if (this.replies.length < n) return undefined;
      this.#read = Math.max(this.#read, n);
      return this.replies[n - 1];
    }, timeoutMs);
  }

  #wait(done: () => Reply | undefined, timeoutMs: number): Promise<Reply> {
    const found = done();
    if (found) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { done, resolve: (reply) => { clearTimeout(timer); resolve(reply); } };
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
        reject(new Error(`no such reply within ${timeoutMs} ms; ${this.replies.length} received, last: ${JSON.stringify(this.replies.at(-1)?.text ?? null)}`));
      }, timeoutMs);
      this.#waiters.push(waiter);
    });
  }
}
