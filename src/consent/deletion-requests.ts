import { Schema, type Connection, type Model } from "mongoose";

export type DeletionState = "received" | "done" | "refused";

/** A wish to have one's data deleted that came through a platform and not through a conversation. */
export type DeletionRequest = {
  /** The code the person was given. */
  _id: string;
  /** The platform's id of the account; no id of a conversation. Gone once the request is closed. */
  userId?: string;
  state: DeletionState;
  requestedAt: number;
  closedAt?: number;
};

/** The same model however often it is asked for on one connection. */
export function deletionRequestModel(connection: Connection): Model<DeletionRequest> {
  const known = connection.models["deletion-requests"] as Model<DeletionRequest> | undefined;
  if (known) return known;
  const schema = new Schema<DeletionRequest>({ _id: String, userId: String, state: String, requestedAt: Number, closedAt: Number }, { versionKey: false, autoIndex: false, autoCreate: false });
  return connection.model<DeletionRequest>("deletion-requests", schema, "deletion-requests");
}

/** Writes a wish down. The same code again is the same wish and changes nothing; returns whether it was new. */
export async function recordDeletionRequest(model: Model<DeletionRequest>, { code, userId, at }: { code: string; userId: string; at: number }): Promise<boolean> {
  try {
    const written = await model.updateOne({ _id: code }, { $setOnInsert: { userId, state: "received", requestedAt: at } }, { upsert: true });
    return written.upsertedCount === 1;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return false; // the same one at the same time
  }
}

export async function findDeletionRequest(model: Model<DeletionRequest>, code: string): Promise<DeletionRequest | undefined> {
  return (await model.findById(code).lean<DeletionRequest>()) ?? undefined;
}

/** What staff still have to see to, the oldest first. */
export async function openDeletionRequests(model: Model<DeletionRequest>): Promise<DeletionRequest[]> {
  return (await model.find({ state: "received" }).lean<DeletionRequest[]>()).sort((a, b) => a.requestedAt - b.requestedAt);
}

/** A person of staff saw to it. False when there is no open wish with this code. */
export async function closeDeletionRequest(model: Model<DeletionRequest>, code: string, state: "done" | "refused", now: number): Promise<boolean> {
  const closed = await model.updateOne({ _id: code, state: "received" }, { $set: { state, closedAt: now }, $unset: { userId: "" } });
  return closed.modifiedCount === 1;
}

/** Deletes what was closed before `before`; open wishes stay until somebody has seen to them. Returns how many. */
export async function expireDeletionRequests(model: Model<DeletionRequest>, before: number): Promise<number> {
  return (await model.deleteMany({ closedAt: { $lt: before } })).deletedCount;
}
