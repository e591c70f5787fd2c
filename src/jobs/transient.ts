/** A store that is away is nobody's fault: such failures never count against an event. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "VersionConflict") return true;
  if (/^Mongo(Network|ServerSelection|PoolCleared|NotConnected|TopologyClosed|Expired|WaitQueue|ConnectionPool)/.test(error.name)) return true;
  // A bulk write cut off by a dying store comes as an error of the write, with the connection's error only in words.
  if (/^Mongo/.test(error.name) && /ECONNRESET|ECONNREFUSED|EPIPE|connection \S+ to \S+ (closed|timed out)/.test(error.message)) return true;
  if (error.name === "MongooseServerSelectionError" || error.name === "MaxRetriesPerRequestError") return true;
  const { code } = error as { code?: unknown };
  return code === "ECONNREFUSED" || code === "ECONNRESET" || code === "EPIPE" || error.message === "Connection is closed.";
}
