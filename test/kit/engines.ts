import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/embedded/index.ts";

export type TestEngines = { redisUrl: string; mongodbUri: string; dataDir: string; stop(): Promise<void> };

/** Where the store of the whole run listens, see shared-store.ts. */
export const sharedStoreUri = "TEST_SHARED_STORE";

/** Real engines in a folder of their own, gone after the test file. */
export async function startEngines(wanted: { redis?: boolean; docstore?: boolean; /** The one document store of the whole run will do: for tests that open databases of their own (`openDatabase`). */ shared?: boolean } = { redis: true, docstore: true }): Promise<TestEngines> {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-test-"));
  const sharedStore = wanted.shared && wanted.docstore ? process.env[sharedStoreUri] : undefined;
  const engines = await startEmbedded({ dataDir, redis: wanted.redis ?? false, docstore: (wanted.docstore ?? false) && !sharedStore, log: () => {} });
  return {
    redisUrl: engines.redisUrl ?? "",
    mongodbUri: sharedStore ?? engines.mongodbUri ?? "",
    dataDir,
    async stop() {
      await engines.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
