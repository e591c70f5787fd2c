/** What a platform keeps for a bot that polls, and those who wait for it. */
export class UpdateQueue<Update> {
  updates: Update[] = [];
  #waiting: (() => void)[] = [];
  #current: AbortController | undefined;

  push(update: Update): void {
    this.updates.push(update);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /**
   * One long poll at a time: a second one ends the first with "conflict". Otherwise "ready" as soon as there is something, "idle" after the time,
   * "gone" when the caller hung up.
   */
  async wait(ms: number, gone: AbortSignal): Promise<"ready" | "idle" | "gone" | "conflict"> {
    this.#current?.abort();
    const turn = (this.#current = new AbortController());
    const end = Date.now() + ms;
    while (this.updates.length === 0 && Date.now() < end && !gone.aborted && !turn.signal.aborted) await this.#next(end - Date.now(), [gone, turn.signal]);
    if (turn.signal.aborted) return "conflict";
    this.#current = undefined;
    return gone.aborted ? "gone" : this.updates.length > 0 ? "ready" : "idle";
  }

  /** Ends the poll that waits, as when a webhook is set meanwhile. */
  interrupt(): void {
    this.#current?.abort();
  }

  #next(ms: number, signals: AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        for (const signal of signals) signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      for (const signal of signals) signal.addEventListener("abort", done);
      this.#waiting.push(done);
    });
  }
}
