import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataDirInUseError } from "./engine-error.ts";

/**
 * Takes a data folder for this process. The lock is the name of a socket in Linux' abstract namespace: the kernel frees it
 * with the process however that dies, so there is no left-over file whose owner must be guessed. Elsewhere it is a socket
 * file, which a killed owner leaves behind and the next start replaces.
 * @returns frees the folder
 * @throws DataDirInUseError when another process (or another start in this one) holds it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const server = createServer((client) => client.destroy());
  if (!(await listen(server, lockName(dataDir)))) throw new DataDirInUseError(dataDir);
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Whether some process holds the folder. */
export async function isDataDirLocked(dataDir: string): Promise<boolean> {
  const free = await lockDataDir(dataDir).catch((error: unknown) => {
    if (error instanceof DataDirInUseError) return undefined;
    throw error;
  });
  await free?.();
  return free === undefined;
}

function lockName(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const name = `cau-noi-${createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 32)}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(server: Server, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen(name, () => resolve(true));
  });
}
