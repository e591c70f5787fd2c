import type { Collection, Connection } from "mongoose";
import { createHash } from "node:crypto";
import type { ContactId } from "../core/contact-id.ts";
import { gather } from "./gather.ts";

/** One turn as it was spoken. `_id` is `contact|time|event`, so a person's log is one range of ids in order and a turn played again is the same row. */
export type LoggedTurn = { _id: string; at: number; in: string; out: string[] };

/** The conversations, kept for the retention time of MESSAGE_RETENTION. */
export class MessageLog {
  private readonly collection: Collection<LoggedTurn>;
  private readonly insert: (turn: LoggedTurn) => Promise<void>;

  constructor(connection: Connection) {
    this.collection = connection.collection<LoggedTurn>("messages");
    this.insert = gather(async (turns: LoggedTurn[]) => {
      await this.collection.insertMany(turns, { ordered: false }).catch((error: { code?: number }) => {
        // A turn played again after a crash is there already.
        if (error.code !== 11000) throw error;
      });
      return turns.map(() => undefined);
    });
  }

  async write(contact: ContactId, eventId: string, at: number, said: string, out: string[]): Promise<void> {
    const event = createHash("sha256").update(eventId).digest("base64url").slice(0, 12);
    await this.insert({ _id: `${contact}|${String(at).padStart(15, "0")}|${event}`, at, in: said, out });
  }

  /** A person's turns, oldest first. */
  async of(contact: ContactId, limit = 200): Promise<LoggedTurn[]> {
    return this.collection.find(range(contact)).sort({ _id: 1 }).limit(limit).toArray();
  }

  async count(contact: ContactId): Promise<number> {
    return this.collection.countDocuments(range(contact));
  }

  async forget(contact: ContactId): Promise<void> {
    await this.collection.deleteMany(range(contact));
  }

  /** Deletes turns older than `before`. Returns how many. */
  async expire(before: number): Promise<number> {
    return (await this.collection.deleteMany({ at: { $lt: before } })).deletedCount;
  }

  async ensureIndexes(): Promise<void> {
    await this.collection.createIndex({ at: 1 });
  }
}

/** `|` separates; `}` is the next character after it, so no other person's id falls between. */
function range(contact: ContactId): { _id: { $gt: string; $lt: string } } {
  return { _id: { $gt: `${contact}|`, $lt: `${contact}}` } };
}
