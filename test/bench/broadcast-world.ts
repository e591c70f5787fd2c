import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createBroadcast, type NewBroadcast } from "../../src/broadcasts/index.ts";
import { addPage } from "../../src/pages/index.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import { createSteering, type Steering } from "../../src/service/broadcasts.ts";
import { openService, type Service } from "../../src/service/service.ts";
import type { Contact } from "../../src/storage/contact.ts";
import { built } from "../kit/built.ts";
import { freePort } from "../kit/free-port.ts";
import { envelope, signMessenger } from "../kit/platforms/messenger-webhooks.ts";
import { until } from "../kit/until.ts";
import { startChild } from "./child.ts";

const project = resolve(import.meta.dirname, "../..");

/** `perSecond`: the pace it is given. With `takes` it is given none: it keeps its channel's, or learns what the platform takes. */
export type Account = { channel: "messenger" | "telegram" | "zalo-bot"; account: string; perSecond: number; people: number; takes?: number };
export type PlatformStats = { taken: number; refused: number; blocked: number; temporary: number; hung: number; people: number; twice: number; lastSecond: number; first: number; last: number; answers: Record<string, number>; firstOfMessenger: { person: string; mid: string }[]; accounts: Record<string, { counted: number; refused: number; first: number; last: number }>; now: number };

/** An account's name at the stand-in. */
export function standOf({ channel, account }: Account): string {
  return channel === "messenger" ? `page-${account}` : `bot-${account}`;
}

/** A whole installation in processes of its own: a host with the engines, two workers, the platforms; and this process beside it. */
export async function openBroadcastWorld(accounts: Account[], options: { limited: boolean; faults: boolean; workers?: number }) {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-bench-"));
  // What the platform takes is 2 % above the pace that is kept, as with the real ones.
  const limits = options.limited ? Object.fromEntries(accounts.map((one) => [standOf(one), one.takes ?? Math.ceil(one.perSecond * 1.02)])) : {};
  const platform = await startChild("broadcast-platform.ts", { LIMITS: JSON.stringify(limits), FAULTS: options.faults ? "1" : "0" });
  const url = `http://127.0.0.1:${platform.port}`;
  const port = await freePort();
  const env: Record<string, string> = {
    DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "error", NOTICE_QUIET_HOURS: "off", NOTICE_HOLIDAYS: "send", SECRET_KEY: "a secret for benches, long enough to be taken",
    MESSENGER_API_URL: url, TELEGRAM_API_URL: url, ZALO_BOT_API_URL: url,
  };
  const flags = [...(process.env["PROF"] ? ["--cpu-prof", "--cpu-prof-dir", process.env["PROF"]] : []), ...(process.env["HEAP"]?.split(" ") ?? ["--max-semi-space-size=8", "--heap-growing-percent=30"]), ...built("main")];
  const start = (roles: string): ChildProcess => spawn(process.execPath, flags, { cwd: project, env: { PATH: process.env["PATH"]!, HOME: process.env["HOME"]!, NODE_COMPILE_CACHE: resolve(project, "node_modules/.cache/node"), ...env, ROLES: roles }, stdio: ["ignore", "ignore", "inherit"] });
  // SINGLE=1: everything in one process, as `npm start` runs it.
  const single = process.env["SINGLE"] === "1";
  const host = start(single ? "web,worker,scheduler" : "web,scheduler");
  await until("the host serves", () => fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false), 60_000);
  const service: Service = await openService(loadConfig(env), createLogger("silent"), { share: true });
  for (const { channel, account, perSecond, takes } of accounts) {
    const secrets: Record<string, string> = channel === "messenger" ? { accessToken: "token", appSecret: "secret", verifyToken: "word" } : { token: `${account}:secret`, webhookSecret: "secret-of-this-bench" };
    await addPage(service.pages, { channel, account, secrets, settings: options.limited && !takes ? { perSecond } : {}, unit: "doan-xa-mau" }, Date.now());
  }
  const workers = new Set<ChildProcess>();
  const startWorker = () => {
    const worker = start("worker");
    workers.add(worker);
    worker.once("exit", () => workers.delete(worker));
    return worker;
  };
  for (let i = 0; i < (single ? 0 : (options.workers ?? 2)); i++) startWorker();
  const steering: Steering = createSteering({ broadcasts: service.rooms.broadcasts, queue: service.queue, lanes: service.lanes });
  return {
    service, steering, dataDir, url: `http://127.0.0.1:${port}`, host, workers, startWorker,
    stats: () => fetch(`${url}/stats`).then((found) => found.json() as Promise<PlatformStats>),
    /** Meta's word that a message was delivered or read, by the webhook. */
    async tell(person: string, told: Record<string, unknown>): Promise<void> {
      const { path, headers, body } = signMessenger(envelope("700", [{ sender: { id: person }, recipient: { id: "700" }, timestamp: Date.now(), ...told }]), "secret");
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
    },
    reset: () => fetch(`${url}/reset`, { method: "POST" }),
    async seed(from = 0): Promise<number> {
      let id = from;
      for (const { channel, account, people } of accounts) {
        for (let left = people; left > 0; left -= 1000) {
          const batch = Array.from({ length: Math.min(1000, left) }, (): Contact => contactOf(`${channel}:${account}:${10_000_000 + id++}`));
          await service.contacts.insertMany(batch);
        }
      }
      return id;
    },
    async send(id: string, more: Partial<NewBroadcast> = {}): Promise<void> {
      await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", purpose: "news", urgent: true, audience: { channels: ["messenger", "telegram", "zalo-bot"] }, content: { texts: { vi: "Thông báo {name}: thứ Bảy này mình dọn đường thôn nhé." } }, ...more }, Date.now());
      await steering.plan(id);
    },
    /** Processes of the engines, by what their command line holds. */
    engine: (name: "redis-server" | "java"): number[] => execFileSync("pgrep", ["-f", name], { encoding: "utf8" }).split("\n").filter(Boolean).map(Number).filter((pid) => cwdOf(pid).startsWith(dataDir) || commandOf(pid).includes(dataDir)),
    async close(): Promise<void> {
      await service.close();
      // The host last: the engines are its own.
      for (const ending of [[...workers], [host]]) {
        for (const child of ending) child.kill("SIGTERM");
        await Promise.all(ending.map((child) => new Promise((done) => (child.exitCode !== null || child.signalCode !== null ? done(0) : child.once("exit", done)))));
      }
      await platform.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type BroadcastWorld = Awaited<ReturnType<typeof openBroadcastWorld>>;

function contactOf(_id: string): Contact {
  return { _id, version: 1, locale: "vi", session: null, nextAsk: 1, played: [], outbox: [], profile: { name: "Lan" }, consents: {}, stopped: false, reachable: true, createdAt: Date.now(), lastInboundAt: Date.now() };
}

export type Memory = { host: number; worker: number; notices: number };

/** Resident memory in megabytes, the most that was seen of each kind of process. */
export function noteMemory(memory: Memory, { host, workers }: { host: ChildProcess; workers: Iterable<ChildProcess> }): void {
  const all = [...workers];
  memory.host = Math.max(memory.host, memoryOf(host.pid));
  for (const worker of all) memory.worker = Math.max(memory.worker, memoryOf(worker.pid));
  for (const pid of [host, ...all].flatMap(noticeProcesses)) memory.notices = Math.max(memory.notices, memoryOf(pid));
}

function memoryOf(pid: number | undefined): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024);
  } catch {
    return 0;
  }
}

/** Those that send notices for a worker. */
export function noticeProcesses(worker: ChildProcess): number[] {
  try {
    return readFileSync(`/proc/${worker.pid}/task/${worker.pid}/children`, "utf8").split(" ").filter(Boolean).map(Number).filter((pid) => commandOf(pid).includes("main.mjs"));
  } catch {
    return [];
  }
}

function cwdOf(pid: number): string {
  try {
    return execFileSync("readlink", [`/proc/${pid}/cwd`], { encoding: "utf8" });
  } catch {
    return "";
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
