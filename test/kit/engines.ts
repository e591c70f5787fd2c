import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/embedded/index.ts";

export type TestEngines = { redisUrl: string; mongodbUri: string; dataDir: string; stop(): Promise<void> };

/** Real engines in a folder of their own, gone after the test file. */
export async function startEngines(wanted: { redis?: boolean; docstore?: boolean } = { redis: true, docstore: true }): Promise<TestEngines> {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-test-"));
  const engines = await startEmbedded({ dataDir, redis: wanted.redis ?? false, docstore: wanted.docstore ?? false, log: () => {} });
  return {
    redisUrl: engines.redisUrl ?? "",
    mongodbUri: engines.mongodbUri ?? "",
    dataDir,
    async stop() {
      await engines.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
