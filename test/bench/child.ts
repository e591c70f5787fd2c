import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/** Starts a bench server in a process of its own; it prints `port N` when it listens. */
export async function startChild(file: string, env: Record<string, string> = {}): Promise<{ port: number; stop(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", resolve(import.meta.dirname, file)], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((found, failed) => {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const match = /^port (\d+)$/.exec(line);
      if (match) found(Number(match[1]));
    });
    child.once("exit", (code) => failed(new Error(`${file} ended with ${code}`)));
  });
  return {
    port,
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners("exit");
        child.once("exit", () => done());
        child.kill("SIGTERM");
      }),
  };
}
