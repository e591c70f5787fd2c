// A stand-in for the service: starts both engines on the folder in its argument, tells, and waits to be killed.
import { startEmbedded } from "../../src/embedded/index.ts";

const embedded = await startEmbedded({ dataDir: process.argv[2]!, redis: true, docstore: true, log: () => undefined });
console.log(JSON.stringify({ redisUrl: embedded.redisUrl, mongodbUri: embedded.mongodbUri }));
