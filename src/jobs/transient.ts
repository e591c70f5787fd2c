/** A store that is away is nobody's fault: such failures never count against an event. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "VersionConflict") return true;
  if (/^Mongo(Network|ServerSelection|PoolCleared|NotConnected|TopologyClosed|Expired|WaitQueue|ConnectionPool)/.test(error.name)) return true;
  if (error.name === "MongooseServerSelectionError" || error.name === "MaxRetriesPerRequestError") return true;
  const { code } = error as { code?: unknown };
  return code === "ECONNREFUSED" || code === "ECONNRESET" || code === "EPIPE" || error.message === "Connection is closed.";
}
