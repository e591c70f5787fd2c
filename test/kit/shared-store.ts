import { build } from "../../src/build.mjs";
import { sharedStoreUri, startEngines } from "./engines.ts";

/** The newest build for tests that start processes; one document store for all test files that only need a database of their own: starting a Java machine for each costs more than most of them. */
export default async function setup(): Promise<void | (() => Promise<void>)> {
  // Each group of tests asks for it.
  if (process.env[sharedStoreUri]) return;
  await build();
  const engines = await startEngines({ docstore: true });
  process.env[sharedStoreUri] = engines.mongodbUri;
  return () => engines.stop();
}
