import { runWords } from "../../src/cli/run-words.ts";

/** Runs command lines one after the other in this one process, each with an environment of its own; what it writes goes back with its exit code. */
type Request = { id: number; words: string[]; env: Record<string, string> };

const own = { out: process.stdout.write.bind(process.stdout), error: process.stderr.write.bind(process.stderr) };
let before: Promise<unknown> = Promise.resolve();

process.on("message", (request: Request) => {
  before = before.then(() => answer(request));
});

async function answer({ id, words, env }: Request): Promise<void> {
  const said = { out: "", error: "" };
  const take = (to: "out" | "error") => ((chunk: string | Uint8Array, encoding?: unknown, done?: () => void): boolean => {
    said[to] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    (typeof encoding === "function" ? (encoding as () => void) : done)?.();
    return true;
  }) as typeof process.stdout.write;
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.stdout.write = take("out");
  process.stderr.write = take("error");
  let code = 1;
  try {
    code = await runWords(words);
  } catch (error) {
    said.error += `${(error as Error)?.stack ?? String(error)}\n`;
  } finally {
    process.stdout.write = own.out;
    process.stderr.write = own.error;
  }
  process.send!({ id, code, ...said });
}
