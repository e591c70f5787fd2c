import { build } from "../../src/build.mjs";
import { sharedStoreUri, startEngines } from "./engines.ts";

/** The newest build for tests that start processes; one document store for all test files that only need a database of their own: starting a Java machine for each costs more than most of them. */
export default async function setup(): Promise<() => Promise<void>> {
  await build();
  const engines = await startEngines({ docstore: true });
  process.env[sharedStoreUri] = engines.mongodbUri;
  return () => engines.stop();
}
