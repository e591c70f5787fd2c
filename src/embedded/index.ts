import { rmSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDataDirLocked, lockDataDir } from "./data-lock.ts";
import { startDocstore } from "./docstore/docstore.ts";
import { startRedis } from "./redis.ts";

export { DataDirInUseError, EngineStartError } from "./engine-error.ts";
export { startDocstore } from "./docstore/docstore.ts";
export { startRedis } from "./redis.ts";

/** Addresses of embedded engines; absent where the engine was not asked for. */
export type EmbeddedAddresses = { redisUrl?: string; mongodbUri?: string };

export type Embedded = EmbeddedAddresses & { stop(): Promise<void> };

/**
 * Starts the private engines that are asked for, with their files in `dataDir`, and leaves their addresses there for
 * `runningEmbedded`. They end with this process, also when it is killed.
 * @throws DataDirInUseError when another service uses the folder; EngineStartError when an engine does not start
 */
export async function startEmbedded(options: { dataDir: string; redis: boolean; docstore: boolean; log: (line: string) => void }): Promise<Embedded> {
  const { dataDir, log } = options;
  const unlock = await lockDataDir(dataDir);
  const [redis, docstore] = await Promise.allSettled([
    options.redis ? startRedis({ dataDir, log }) : undefined,
    options.docstore ? startDocstore({ dataDir, log }) : undefined,
  ]);
  const stop = async () => {
    rmSync(addressFile(dataDir), { force: true });
    await Promise.all([redis, docstore].map((start) => (start.status === "fulfilled" ? start.value?.stop() : undefined)));
    await unlock();
  };
  if (redis.status === "rejected" || docstore.status === "rejected") {
    await stop();
    throw redis.status === "rejected" ? redis.reason : (docstore as PromiseRejectedResult).reason;
  }
  const addresses: EmbeddedAddresses = { redisUrl: redis.value?.url, mongodbUri: docstore.value?.uri };
  writeFileSync(addressFile(dataDir), JSON.stringify(addresses));
  return { ...addresses, stop };
}

/** The addresses of the engines of a service that runs on this folder now, for commands beside it; undefined when none runs. */
export async function runningEmbedded(dataDir: string): Promise<EmbeddedAddresses | undefined> {
  if (!(await isDataDirLocked(dataDir))) return undefined;
  try {
    return JSON.parse(readFileSync(addressFile(dataDir), "utf8")) as EmbeddedAddresses;
  } catch {
    return undefined;
  }
}

function addressFile(dataDir: string): string {
  return join(dataDir, "engines.json");
}
