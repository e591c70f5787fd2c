import { setTimeout as sleep } from "node:timers/promises";

/**
 * Gathers single requests into one: whatever arrives while a batch is under way goes with the next one.
 * A lone request leaves at once, so quiet times pay nothing; or after `restMs`, where nobody waits for it.
 */
export function gather<Item, Result>(run: (items: Item[]) => Promise<Result[]>, most = 200, restMs = 0): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let busy = false;

  async function pump(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      if (restMs > 0 && waiting.length < most) await sleep(restMs);
      const batch = waiting.splice(0, most);
      try {
        const results = await run(batch.map((one) => one.item));
        batch.forEach((one, index) => one.resolve(results[index]!));
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    busy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // Not at once: requests of the same tick belong together.
      if (!busy) {
        busy = true;
        setImmediate(pump);
      }
    });
}
