import { execFile, fork, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { built } from "./built.ts";

const project = resolve(import.meta.dirname, "../..");
const longestMs = 60_000;

export type CommandResult = { code: number; out: string; error: string };

/** Commands that read what is typed, or live until a signal: they need a process of their own. */
const ownProcess = new Set(["chat", "understand", "simulate"]);

/**
 * Runs one command of the command line as an operator does, against the service on `dataDir`. Those without input share one process
 * of the test file, one after the other, because a process takes longer to start than most commands to run.
 */
export function runCommand(words: string[], env: Record<string, string> = {}, input?: string): Promise<CommandResult> {
  const whole = { PATH: process.env["PATH"]!, HOME: process.env["HOME"]!, NODE_COMPILE_CACHE: resolve(project, "node_modules/.cache/node"), ...env };
  return input === undefined && !ownProcess.has(words[0] ?? "") ? shared(words, whole) : spawned(words, whole, input);
}

/** The command in a process of its own. */
export function spawned(words: string[], env: Record<string, string>, input?: string): Promise<CommandResult> {
  return new Promise((done) => {
    const child = execFile(process.execPath, built("cli", ...words), { cwd: project, env: env as NodeJS.ProcessEnv, timeout: longestMs }, (error, out, stderr) =>
      done({ code: error ? Number((error as { code?: number }).code ?? 1) : 0, out, error: stderr }),
    );
    child.stdin?.end(input);
  });
}

let host: ChildProcess | undefined;
let requests = 0;

function shared(words: string[], env: Record<string, string>): Promise<CommandResult> {
  host ??= start();
  const [to, id] = [host, requests++];
  return new Promise((done, fail) => {
    const timer = setTimeout(() => end(new Error(`the command ${words.join(" ")} took longer than ${longestMs} ms`)), longestMs);
    const end = (error?: Error, answer?: CommandResult): void => {
      clearTimeout(timer);
      to.off("message", hear).off("exit", gone);
      if (answer) done(answer);
      else fail(error!);
    };
    const hear = ({ id: answered, ...answer }: CommandResult & { id: number }): void => void (answered === id && end(undefined, answer));
    const gone = (): void => end(new Error(`the process of commands ended at ${words.join(" ")}`));
    to.on("message", hear).once("exit", gone);
    to.send({ id, words, env }, (error) => void (error && end(error)));
  });
}

function start(): ChildProcess {
  const child = fork(resolve(project, "test/kit/command-host.ts"), { cwd: project, execArgv: ["--import", "tsx"], stdio: ["ignore", "inherit", "inherit", "ipc"], env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE: resolve(project, "node_modules/.cache/node") } as NodeJS.ProcessEnv });
  child.setMaxListeners(200);
  child.once("exit", () => (host = undefined));
  // Ends with the test file's own process.
  process.once("exit", () => child.kill());
  child.unref();
  child.channel?.unref();
  return child;
}
