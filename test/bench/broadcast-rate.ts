import { Queue, Worker } from "bullmq";
import { setTimeout as sleep } from "node:timers/promises";
import { broadcastProgress } from "../../src/broadcasts/index.ts";
import { noticeMessage } from "../../src/jobs/notice-message.ts";
import { queueConnection } from "../../src/jobs/queues.ts";
import { messengerWording } from "../kit/platforms/messenger-webhooks.ts";
import { until } from "../kit/until.ts";
import { twentyAccounts } from "./broadcast.ts";
import { noteMemory, openBroadcastWorld, type Account, type BroadcastWorld, type Memory } from "./broadcast-world.ts";

const people = Number(process.env["PEOPLE"] ?? 30_000);
const part = process.env["PART"] ?? "both";

/** What a notice costs: against raw BullMQ, at a hundred times the people, and what it does to people who write meanwhile. */
export async function bench(): Promise<Record<string, unknown>> {
  return { ...(part === "limited" ? {} : await unlimited()), ...(part === "unlimited" ? {} : await limited()) };
}

/** Looks so rarely that looking does not slow what is measured. */
function rarely(what: string, condition: () => Promise<boolean>, timeoutMs: number): Promise<unknown> {
  return until(what, () => condition().then((holds) => holds || sleep(1000, false)), timeoutMs);
}

async function done(world: BroadcastWorld, id: string): Promise<void> {
  await rarely(`${id} is done`, async () => (await broadcastProgress(world.service.rooms.broadcasts, id))?.state === "done", 600_000);
}

/** Sends from the first to the last the platform took, a second. */
async function rateOf(world: BroadcastWorld, act: () => Promise<void>): Promise<{ perSecond: number; taken: number }> {
  await world.reset();
  await act();
  const { taken, first, last } = await world.stats();
  return { perSecond: Math.round(taken / ((last - first) / 1000)), taken };
}

async function unlimited(): Promise<Record<string, unknown>> {
  const accounts: Account[] = Array.from({ length: 20 }, (_, i) => ({ channel: "messenger", account: String(800 + i), perSecond: 300, people: Math.round(people / 20) }));
  const world = await openBroadcastWorld(accounts, { limited: false, faults: false });
  await world.seed();
  const started = performance.now();
  await world.send("warm", { audience: { channels: ["messenger"] } });
  await rarely("the rows are written", async () => (await world.service.rooms.broadcasts.broadcasts.findById("warm").lean())?.state !== "planning", 120_000);
  const planSeconds = (performance.now() - started) / 1000;
  await done(world, "warm");
  const memory: Memory = { host: 0, worker: 0, notices: 0 };
  const sampling = setInterval(() => noteMemory(memory, world), 500);
  const ours = await rateOf(world, async () => {
    await world.send("all", { audience: { channels: ["messenger"] } });
    await done(world, "all");
  });
  clearInterval(sampling);
  const few = Math.max(50, Math.round(people / 100));
  const some = (await world.service.contacts.page("", few)).map((one) => one._id);
  const small = await rateOf(world, async () => {
    await world.send("few", { audience: { contacts: some } });
    await done(world, "few");
  });
  for (const worker of world.workers) worker.kill("SIGTERM");
  await until("the workers have ended", () => world.workers.size === 0, 30_000);
  const raw = await rateOf(world, () => throughBullmq(world));
  await world.close();
  return { ratioToBullmq: Number((ours.perSecond / raw.perSecond).toFixed(3)), noticesPerSecond: ours.perSecond, rawBullmqPerSecond: raw.perSecond, planSeconds: Number(planSeconds.toFixed(1)), costPerRecipientManyToFew: Number((small.perSecond / ours.perSecond).toFixed(3)), people: ours.taken, memoryMb: memory };
}

/** A plain worker loop: a job a person, posted through the same client to the same stand-in; here in this process. */
async function throughBullmq(world: BroadcastWorld): Promise<void> {
  const connection = queueConnection(world.service.stores.redisUrl);
  const queue = new Queue("raw", { connection, prefix: "raw" });
  let sent = 0;
  const broadcast = (await world.service.rooms.broadcasts.broadcasts.findById("all").lean())!;
  const all = (await world.service.contacts.page("", 1_000_000)).map((person) => noticeMessage(broadcast as never, { place: "x|0|0", round: 0, person, facts: { name: "Lan" } }, world.service.texts.text));
  for (let from = 0; from < all.length; from += 500) await queue.addBulk(all.slice(from, from + 500).map((data) => ({ name: "send", data, opts: { removeOnComplete: true } })));
  const worker = new Worker("raw", async (job) => {
    const { to } = job.data as { to: string };
    const [name, account] = to.split(":") as [string, string];
    const channel = world.service.channel(name, account)!;
    await channel.send(channel.render(job.data as never)[0]!);
    sent++;
  }, { connection, prefix: "raw", concurrency: 128 });
  await until("BullMQ has sent everything", () => sent >= all.length, 300_000);
  await worker.close();
  await queue.close();
}

async function limited(): Promise<Record<string, unknown>> {
  const accounts = twentyAccounts(people);
  const world = await openBroadcastWorld(accounts, { limited: true, faults: false });
  await world.seed();
  const allowed = accounts.reduce((sum, one) => sum + one.perSecond, 0);
  // Processes that have just started are slow to answer: not what is measured.
  for (let warm = 0; warm < 10; warm++) if (await answerDelays(world, 2).then(() => true, () => false)) break;
  tell("idle");
  const idle = await answerDelays(world, 12);
  tell(`idle ${idle}`);
  const sending = rateOf(world, async () => {
    await world.send("all");
    await done(world, "all");
  });
  await rarely("it is under way", async () => (await world.stats()).taken > 1000, 60_000);
  tell("under way");
  const busy = await answerDelays(world, 12);
  tell(`busy ${busy}`);
  await world.steering.pause("all");
  await sleep(2_000);
  const paused = await world.stats();
  await sleep(3_000);
  const later = await world.stats();
  await world.steering.resume("all");
  const resumedAt = performance.now();
  const memory: Memory = { host: 0, worker: 0, notices: 0 };
  noteMemory(memory, world);
  // The share is of the time it may send: a fresh minute, without the pause.
  await rarely("it sends again", async () => (await world.stats()).taken > later.taken + allowed, 60_000);
  tell("resumed");
  const resumeSeconds = (performance.now() - resumedAt) / 1000;
  const [from, seconds] = [await world.stats(), Math.min(20, (people * 0.2) / allowed)];
  await sleep(seconds * 1000);
  const to = await world.stats();
  const share = (to.taken - from.taken) / (allowed * ((to.now - from.now) / 1000));
  tell(`share ${share.toFixed(3)}, refused ${to.refused}`);
  await sending;
  const stats = await world.stats();
  await world.close();
  return {
    shareOfAllowedRate: Number(share.toFixed(4)), answerP95IdleMs: idle, answerP95WhileSendingMs: busy, answerRatio: Number((busy / idle).toFixed(3)), sentAfterPause: later.taken - paused.taken, resumeSeconds: Number(resumeSeconds.toFixed(2)),
    memoryMb: memory, twice: stats.twice, refused: stats.refused, people: stats.people,
  };
}

/** PROGRESS=1: where it is. */
function tell(phase: string): void {
  if (process.env["PROGRESS"]) process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s ${phase}\n`);
}

const messenger = messengerWording({ pageId: "700", appSecret: "secret" });
const questions = ["ad ơi e mún zô đoàn thì lm j ạ", "doan phi bn 1 thang z", "khi nào kham nvqs v ad", "thanh nien co dc vay von ko"];

/** People whose questions come by the webhook and who wait for the whole of their answer: the 95th percentile in milliseconds. */
async function answerDelays(world: BroadcastWorld, seconds: number): Promise<number> {
  const delays: number[] = [];
  const asked = new Map<string, number>();
  const end = performance.now() + seconds * 1000;
  let id = Date.now() % 1_000_000;
  await world.stats();
  while (performance.now() < end) {
    const person = String(900_000_000 + id++);
    asked.set(person, performance.timeOrigin + performance.now());
    const { path, headers, body } = messenger.say(person, questions[id % questions.length]!, {});
    const answer = await fetch(`${world.url}${path}`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
    await sleep(60);
  }
  await sleep(1_500); // the last answers
  for (const [person, at] of Object.entries((await world.stats()).answers)) if (asked.has(person)) delays.push(at - asked.get(person)!);
  if (delays.length < asked.size * 0.98) throw new Error(`${asked.size} asked, ${delays.length} answered`);
  return Number(delays.sort((a, b) => a - b)[Math.floor(delays.length * 0.95)]!.toFixed(1));
}
