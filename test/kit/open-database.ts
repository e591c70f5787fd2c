import type { Connection } from "mongoose";
import { connectMongo } from "../../src/storage/mongo.ts";
import type { TestEngines } from "./engines.ts";

let databases = 0;

/** A connection to an empty database of the test's own. */
export function openDatabase(engines: TestEngines): Promise<Connection> {
  return connectMongo(engines.mongodbUri, { database: `test-${process.pid}-${databases++}` });
}
