import mongoose, { type Connection } from "mongoose";

/**
 * A connection of its own (never mongoose's global one), so that tests and commands can hold several.
 * `retryWrites: false`: the embedded store has no sessions, and every write of ours is idempotent by itself.
 */
export async function connectMongo(uri: string, options: { database?: string; poolSize?: number } = {}): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    ...(options.database ? { dbName: options.database } : {}),
    maxPoolSize: options.poolSize ?? 16,
    retryWrites: false,
    serverSelectionTimeoutMS: 15_000,
    autoIndex: false,
  });
  await connection.asPromise();
  return connection;
}
