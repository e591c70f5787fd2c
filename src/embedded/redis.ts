import { spawn, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { runEngine, type EngineKind } from "./engine.ts";

/**
 * Starts a private Redis with its files in `dataDir/redis`.
 * @returns its address, and how to stop it
 * @throws EngineStartError when redis-server is missing or does not start
 */
export async function startRedis(options: { dataDir: string; log: (line: string) => void }): Promise<{ url: string; stop(): Promise<void> }> {
  const engine = await runEngine(redis, options.dataDir, options.log);
  return { url: `redis://127.0.0.1:${engine.port}`, stop: engine.stop };
}

const redis: EngineKind = {
  name: "redis",
  launch(folder, port) {
    const settings = {
      port,
      bind: "127.0.0.1",
      dir: folder,
      appendonly: "yes",
      appendfsync: "everysec",
      save: "",
      "maxmemory-policy": "noeviction", // jobs and drafts must not vanish to make room
      loglevel: "warning",
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    // A group of its own: Ctrl-C in the terminal reaches the service only, which stops its engines last.
    const child = spawn("redis-server", args, { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid !== undefined) watch(child, child.pid, folder);
    return child;
  },
  async answers(child, port) {
    while (child.exitCode === null && child.signalCode === null && child.pid !== undefined && !(await pong(port))) await wait(10);
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) await new Promise(() => undefined);
  },
};

/**
 * Redis does not notice the death of the service. A small shell does: its input ends with us, however we go, and it ends
 * this Redis, unless the number meanwhile belongs to a process that works elsewhere.
 */
function watch(child: ChildProcess, pid: number, folder: string): void {
  const script = 'read word; [ "$word" = over ] || { [ "$(readlink /proc/$1/cwd)" = "$2" ] && kill $1; }';
  const watchdog = spawn("sh", ["-c", script, "redis-watchdog", String(pid), folder], {
    detached: true,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
  });
  watchdog.stdin.on("error", () => undefined);
  child.once("exit", () => watchdog.stdin.end("over\n"));
}

/** Whether Redis answers PONG; while it still loads its file it answers an error. */
function pong(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
