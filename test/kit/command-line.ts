import { execFile } from "node:child_process";
import { resolve } from "node:path";

const project = resolve(import.meta.dirname, "../..");

export type CommandResult = { code: number; out: string; error: string };

/** Runs one command of the command line as an operator does, against the service on `dataDir`. */
export function runCommand(words: string[], env: Record<string, string> = {}, input?: string): Promise<CommandResult> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", "src/cli/index.ts", ...words],
      { cwd: project, env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE: resolve(project, "node_modules/.cache/node"), ...env } as NodeJS.ProcessEnv, timeout: 60_000 },
      (error, out, stderr) => done({ code: error ? Number((error as { code?: number }).code ?? 1) : 0, out, error: stderr }),
    );
    child.stdin?.end(input);
  });
}
