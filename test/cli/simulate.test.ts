import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { built } from "../kit/built.ts";
import { runCommand } from "../kit/command-line.ts";
import { until } from "../kit/until.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "cau-noi-simulate-"))));
afterEach(() => rm(folder, { recursive: true }));

it("lets people of all channels come to their end, keeps every rule and leaves nothing behind", async () => {
  const { code, out } = await runCommand(["simulate", "--people", "20", "--rate", "20"], { TMPDIR: folder });
  expect(out).toMatch(/20 of 20 people came to the end.*\nWaiting for an answer: p50 \d+ ms, p95 \d+ ms\.\n$/);
  expect(code).toBe(0);
  expect(leftOver(await readdir(folder))).toEqual([]);
}, 60_000);

it("cleans up when it is broken off", async () => {
  const child = spawn(process.execPath, built("cli", "simulate", "--people", "50", "--minutes", "5"), {
    cwd: resolve(import.meta.dirname, "../.."),
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: folder } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (data) => (out += String(data)));
  const url = await until("it runs", () => /runs at (\S+);/.exec(out)?.[1], 40_000);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill("SIGINT");
  expect(await new Promise((done) => child.once("exit", done))).toBe(130);
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  expect(leftOver(await readdir(folder))).toEqual([]);
}, 90_000);

it("says what is wrong with its words", async () => {
  for (const [words, sentence] of [[["--people", "none"], /--people must be a number from 1/], [["--rate", "0"], /--rate must be a number from 0\.1/], [["--speed", "1"], /Say simulate/]] as const) {
    const { code, error } = await runCommand(["simulate", ...words], { TMPDIR: folder });
    expect([code, sentence.test(error)]).toEqual([2, true]);
  }
});

/** tsx keeps a cache of its own there. */
function leftOver(names: string[]): string[] {
  return names.filter((name) => !name.startsWith("tsx-") && !name.startsWith("node-compile-cache"));
}
