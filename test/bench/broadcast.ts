import { setTimeout as sleep } from "node:timers/promises";
import { broadcastProgress, chunksOf, type Chunk } from "../../src/broadcasts/index.ts";
import { isTransient } from "../../src/jobs/transient.ts";
import { noteMemory, noticeProcesses, openBroadcastWorld, standOf, type Account, type Memory } from "./broadcast-world.ts";

const people = Number(process.env["PEOPLE"] ?? 100_000);

/** Channel, accounts, what each takes a second. */
type Kind = [Account["channel"], number, number];
const kinds = {
  given: [["messenger", 8, 70], ["telegram", 8, 29], ["zalo-bot", 4, 15]],
  /** What the platforms publish (and for Zalo's bots our guess): the channels' own pace meets it. */
  own: [["messenger", 1, 300], ["telegram", 17, 30], ["zalo-bot", 2, 5]],
  /** Less than the channels' own pace: what is taken has to be learned from refusals. */
  learned: [["messenger", 8, 70], ["telegram", 8, 20], ["zalo-bot", 4, 4]],
} satisfies Record<string, Kind[]>;

/** 20 accounts of three channels whose people are as many as their pace allows, so that all end together. */
export function twentyAccounts(count: number, pace: keyof typeof kinds = "given"): Account[] {
  const sum = kinds[pace].reduce((all, [, accounts, rate]) => all + accounts * rate, 0);
  return kinds[pace].flatMap(([channel, accounts, rate], at) => Array.from({ length: accounts }, (_, i): Account => ({ channel, account: String(700 + 20 * at + i), perSecond: rate, people: Math.round((count * rate) / sum), ...(pace === "given" ? {} : { takes: rate }) })));
}

/** A notice to everybody through faults of the platforms, four killed workers, a killed Redis and a killed store: who got it how often, and what the rows say. */
export async function bench(): Promise<Record<string, unknown>> {
  // PACE: `given` (each account's setting, the platform takes 2 % more), `own` or `learned`.
  const accounts = twentyAccounts(people, (process.env["PACE"] ?? "given") as keyof typeof kinds);
  const world = await openBroadcastWorld(accounts, { limited: true, faults: true });
  const total = await world.seed();
  const began = Date.now();
  await world.send("bench");
  const memory: Memory = { host: 0, worker: 0, notices: 0 };
  // KILLS=0: only the platforms' faults.
  const kills = process.env["KILLS"] === "0" ? [] : (["worker", "redis-server", "worker", "java", "worker", "worker"] as const);
  const killAt = (index: number) => ((index + 1) / (kills.length + 1)) * 0.8;
  let [killed, plannedMs, doneMs, told] = [0, 0, 0, 0];
  for (const limit = began + 1000 * 900; Date.now() < limit; await sleep(500)) {
    noteMemory(memory, world);
    const progress = await broadcastProgress(world.service.rooms.broadcasts, "bench").catch((error: unknown) => {
      if (isTransient(error)) return undefined;
      throw error;
    });
    if (!progress) continue;
    if (plannedMs === 0 && progress.state !== "planning") plannedMs = Date.now() - began;
    const share = (progress.total - progress.open) / Math.max(1, total);
    if (process.env["PROGRESS"]) void world.stats().then((now) => process.stderr.write(`taken ${now.taken + now.blocked + now.temporary} at ${((now.now - now.first) / 1000).toFixed(1)} s\n`), () => {});
    if (process.env["PROGRESS"]) process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s ${progress.state} ${progress.total - progress.open} of ${progress.total}, ${killed} killed, memory ${JSON.stringify(memory)}\n`);
    if (killed < kills.length && progress.state !== "planning" && share > killAt(killed)) {
      const what = kills[killed++]!;
      if (process.env["PROGRESS"]) process.stderr.write(`killing ${what}\n`);
      if (what === "worker") {
        const worker = [...world.workers][killed % world.workers.size]!;
        for (const pid of noticeProcesses(worker)) process.kill(pid, "SIGKILL");
        worker.kill("SIGKILL");
        world.startWorker();
      } else for (const pid of world.engine(what)) process.kill(pid, "SIGKILL");
    }
    if (told === 0 && share > 0.3) {
      // Ten status events, each twice and in the wrong order.
      const watermark = Date.now();
      for (const { person, mid } of (await world.stats()).firstOfMessenger) {
        for (const event of [{ read: { watermark } }, { delivery: { mids: [mid], watermark } }]) for (let again = 0; again < 2; again++) await world.tell(person, event);
        told++;
      }
    }
    if (progress.state === "done") {
      doneMs = Date.now() - began;
      break;
    }
  }
  const progress = await broadcastProgress(world.service.rooms.broadcasts, "bench");
  const stats = await world.stats();
  const seen = new Map<string, number>();
  const reasons: Record<string, number> = {};
  for (const chunk of await world.service.rooms.broadcasts.chunks.find(chunksOf("bench")).lean<Chunk[]>()) {
    chunk.people.forEach((who, index) => {
      seen.set(who, (seen.get(who) ?? 0) + 1);
      const state = chunk.states[index] ?? "none";
      reasons[state] = (reasons[state] ?? 0) + 1;
    });
  }
  const { answers: _, firstOfMessenger: __, accounts: seenOf, ...platform } = stats;
  const shares = accounts.map((one) => {
    const { counted, first, last, refused } = seenOf[standOf(one)]!;
    return { account: `${one.channel}:${one.account}`, share: Number((counted / (one.perSecond * ((last - first) / 1000))).toFixed(3)), lastAtSecond: Math.round((last - stats.first) / 100) / 10, refused };
  });
  if (process.env["PROGRESS"]) for (const one of shares) process.stderr.write(`${JSON.stringify(one)}\n`);
  const allowed = accounts.reduce((sum, one) => sum + one.perSecond, 0);
  await world.close();
  return {
    people: total, rows: [...seen.values()].reduce((sum, count) => sum + count, 0), missing: total - seen.size, inTwoRows: [...seen.values()].filter((count) => count > 1).length,
    receivedTwice: stats.twice, statusEventsTwice: told, shareOfAllowedRate: Number(((stats.taken + stats.blocked + stats.temporary) / (allowed * ((stats.last - stats.first) / 1000))).toFixed(4)), slowestAccount: shares.sort((a, b) => a.share - b.share)[0], states: reasons, withoutEnd: progress?.open, plannedSeconds: plannedMs / 1000, seconds: doneMs / 1000, killed, platform, memoryMb: memory,
  };
}
