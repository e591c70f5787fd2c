import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { built } from "../kit/built.ts";
import { freePort } from "../kit/free-port.ts";

const project = resolve(import.meta.dirname, "../..");

/** Starts the service as `npm start` does and waits for its end. */
async function startAndFail(env: Record<string, string>): Promise<{ code: number | null; error: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-startup-"));
  const child = spawn(process.execPath, built("main"), { cwd: project, env: { PATH: process.env["PATH"], HOME: process.env["HOME"], DATA_DIR: dataDir, LOG_LEVEL: "silent", ...env } as NodeJS.ProcessEnv });
  let error = "";
  child.stderr.on("data", (data) => (error += String(data)));
  const code = await new Promise<number | null>((done) => child.once("exit", done));
  rmSync(dataDir, { recursive: true, force: true });
  return { code, error };
}

it.concurrent.each([["REDIS_URL", "redis://:planted-secret@127.0.0.1", "Redis"], ["MONGODB_URI", "mongodb://lan:planted-secret@127.0.0.1", "MongoDB"]])(
  "a wrong %s ends the start with one sentence that does not repeat it",
  async (setting, address, name) => {
    const { code, error } = await startAndFail({ PORT: "0", [setting]: `${address}:${await freePort()}` });
    expect(code).toBe(1);
    expect(error).toMatch(new RegExp(`^${name} does not answer.*check ${setting}\\.\\n$`));
  },
  60_000,
);

it.concurrent("a port in use ends the start with one sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => other.once("listening", done));
  const { port } = other.address() as AddressInfo;
  const { code, error } = await startAndFail({ PORT: String(port) });
  other.close();
  expect({ code, error }).toEqual({ code: 1, error: `Port ${port} is in use by another program; set PORT to a free one.\n` });
}, 60_000);
