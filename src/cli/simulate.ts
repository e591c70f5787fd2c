import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CommandMistake, print, type Command } from "./command.ts";
import { newTally, playPerson, type Tally } from "./simulate-people.ts";
import { openWorld, type World } from "./simulate-world.ts";

export const command: Command = {
  summary: "simulate [--people N] [--rate R] [--minutes M]: scripted people on stand-ins of all platforms talk with a service of their own",
  async run(words) {
    const plan = readPlan(words);
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    try {
      print("Starting the platforms' stand-ins and a service on data of its own ...");
      const world = await openWorld();
      try {
        return await simulate(plan, world, stop.signal);
      } finally {
        await world.close();
      }
    } finally {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    }
  },
};

/** `people` altogether, `rate` begin a second; with `minutes` people keep coming so long, `people` at most at once. */
type Plan = { people: number; rate: number; minutes: number };

function readPlan(words: string[]): Plan {
  const options = { people: { type: "string", default: "60" }, rate: { type: "string", default: "10" }, minutes: { type: "string", default: "0" } } as const;
  let values: Record<keyof Plan, string>;
  try {
    values = parseArgs({ args: words, options }).values;
  } catch {
    throw new CommandMistake("Say simulate [--people N] [--rate R] [--minutes M].");
  }
  return { people: within("people", values.people, 1, 100_000), rate: within("rate", values.rate, 0.1, 5000), minutes: within("minutes", values.minutes, 0, 24 * 60) };
}

function within(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (value.trim() === "" || !(number >= least && number <= most)) throw new CommandMistake(`--${name} must be a number from ${least} to ${most}.`);
  return number;
}

async function simulate(plan: Plan, world: World, signal: AbortSignal): Promise<number> {
  print(`The service runs at ${world.url}; Ctrl-C ends. ${plan.minutes > 0 ? `People come for ${plan.minutes} minutes` : `${plan.people} people come`}, ${plan.rate} a second.`);
  const tally = newTally();
  const begun = performance.now();
  const shows = setInterval(() => show(tally, world, begun), process.stdout.isTTY ? 500 : 10_000);
  try {
    await crowd(plan, world, tally, signal);
  } finally {
    clearInterval(shows);
  }
  return summary(tally, world, begun, signal.aborted);
}

async function crowd({ people, rate, minutes }: Plan, world: World, tally: Tally, signal: AbortSignal): Promise<void> {
  const talking = new Set<Promise<void>>();
  const begun = performance.now();
  const more = (number: number) => !signal.aborted && (minutes > 0 ? performance.now() - begun < minutes * 60_000 : number < people);
  for (let number = 0; more(number); number++) {
    const waitMs = begun + (number / rate) * 1000 - performance.now();
    if (waitMs > 1) await sleep(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    while (talking.size >= people && !signal.aborted) await Promise.race(talking);
    const person = playPerson(number, world, tally, signal).finally(() => talking.delete(person));
    talking.add(person);
  }
  await Promise.race([Promise.all(talking), new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))]);
}

function show(tally: Tally, world: World, begun: number): void {
  const line = lineOf(tally, world, begun);
  process.stdout.write(process.stdout.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
}

function lineOf(tally: Tally, world: World, begun: number): string {
  const { p50, p95 } = shares(tally.latenciesMs.slice(-5000));
  const seconds = Math.round((performance.now() - begun) / 1000);
  return `${seconds} s  people ${tally.done}/${tally.begun}  replies ${tally.replies}  p50 ${p50} ms  p95 ${p95} ms  errors ${total(tally.failures)}  violations ${violationsOf(tally, world)}`;
}

/** Prints what happened; 0 when everybody was answered and every platform's rules were kept, 130 when it was broken off. */
function summary(tally: Tally, world: World, begun: number, brokenOff: boolean): number {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  const seconds = (performance.now() - begun) / 1000;
  const { p50, p95 } = shares(tally.latenciesMs);
  print(`${tally.done} of ${tally.begun} people came to the end of what they wanted, with ${tally.replies} replies in ${seconds.toFixed(0)} s (${(tally.replies / seconds).toFixed(1)} a second).`);
  print(`Waiting for an answer: p50 ${p50} ms, p95 ${p95} ms.`);
  for (const [place, count] of tally.failures) print(`  error, ${count} times: ${place}`);
  for (const [violation, count] of counted(world.violations())) print(`  violation, ${count} times: ${violation}`);
  if (tally.doubled > 0) print(`  violation, ${tally.doubled} times: a person got the same message twice in a row`);
  if (total(tally.failures) > 0 && world.output().trim() !== "") print(`The service printed:\n${world.output().slice(-2000)}`);
  if (brokenOff) return 130;
  return total(tally.failures) + violationsOf(tally, world) === 0 ? 0 : 1;
}

function violationsOf(tally: Tally, world: World): number {
  return world.violations().length + tally.doubled;
}

function counted(items: string[]): Map<string, number> {
  return new Map([...Map.groupBy(items, (item) => item)].map(([item, all]) => [item, all.length]));
}

function total(counts: Map<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function shares(latencies: number[]): { p50: number; p95: number } {
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}
