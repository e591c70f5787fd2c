import type { Collection, Connection } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";
import type { Contact } from "./contact.ts";

/** Another process committed this contact meanwhile: load again and play again. */
export class VersionConflict extends Error {
  override name = "VersionConflict";
}

/**
 * The contacts' collection, driven without mongoose documents: this is the one read and the one write of every turn.
 */
export class Contacts {
  private readonly collection: Collection<Contact>;

  constructor(connection: Connection) {
    this.collection = connection.collection<Contact>("contacts");
  }

  async load(id: ContactId): Promise<Contact | null> {
    return this.collection.findOne({ _id: id });
  }

  /** Writes the contact as the next version of what was loaded (`contact.version` is the loaded one; 0: new). Throws VersionConflict. */
  async commit(contact: Contact): Promise<void> {
    const next: Contact = { ...contact, version: contact.version + 1 };
    if (contact.version === 0) {
      await this.collection.insertOne(next).catch((error: { code?: number }) => {
        throw error.code === 11000 ? new VersionConflict() : error;
      });
      return;
    }
    const { _id, ...fields } = next;
    const result = await this.collection.replaceOne({ _id, version: contact.version }, fields);
    if (result.matchedCount === 0) throw new VersionConflict();
  }

  /** Blocked or gone. Not a version of its own: a turn under way may overwrite it, because its person is evidently there. */
  async markUnreachable(id: ContactId): Promise<void> {
    await this.collection.updateOne({ _id: id }, { $set: { reachable: false } });
  }

  /**
   * Staff took over until `until`, or gave back (0). A version of its own, so that a turn under way plays again and hears of it.
   * False when there is no such contact or it stays quiet for longer anyway.
   */
  async setQuiet(id: ContactId, until: number): Promise<boolean> {
    const filter = until === 0 ? { _id: id, quietUntil: { $gt: 0 } } : { _id: id, $or: [{ quietUntil: { $exists: false } }, { quietUntil: { $lt: until } }] };
    const change = until === 0 ? { $unset: { quietUntil: 1 as const }, $inc: { version: 1 } } : { $set: { quietUntil: until }, $inc: { version: 1 } };
    return (await this.collection.updateOne(filter as never, change)).matchedCount > 0;
  }

  /** The person did something that needs no turn; opens the platform's window. */
  async touch(id: ContactId, at: number): Promise<void> {
    await this.collection.updateOne({ _id: id, lastInboundAt: { $lt: at } }, { $set: { lastInboundAt: at } });
  }

  async remove(id: ContactId): Promise<void> {
    await this.collection.deleteOne({ _id: id });
  }

  /** Page of contacts by `_id` after `after`, for planning a notice: only what planning needs. */
  async page(after: string, limit: number): Promise<Reachability[]> {
    return this.collection.find({ _id: { $gt: after } }, { projection: reachability }).sort({ _id: 1 }).limit(limit).toArray() as unknown as Promise<Reachability[]>;
  }

  async reachabilityOf(ids: ContactId[]): Promise<Reachability[]> {
    return this.collection.find({ _id: { $in: ids } }, { projection: reachability }).toArray() as unknown as Promise<Reachability[]>;
  }

  /** The names people gave, of those who gave one. */
  async namesOf(ids: readonly ContactId[]): Promise<Map<ContactId, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.collection.find({ _id: { $in: [...new Set(ids)] } }, { projection: { "profile.name": 1 } }).toArray();
    return new Map(found.flatMap((one) => (one.profile?.name ? [[one._id, one.profile.name] as const] : [])));
  }

  async count(): Promise<number> {
    return this.collection.estimatedDocumentCount();
  }

  /** For seeding benches and imports. */
  async insertMany(contacts: Contact[]): Promise<void> {
    await this.collection.insertMany(contacts, { ordered: false });
  }
}

const reachability = { _id: 1, stopped: 1, stoppedFor: 1, reachable: 1, lastInboundAt: 1, locale: 1, profile: 1 } as const;
export type Reachability = Pick<Contact, "_id" | "stopped" | "stoppedFor" | "reachable" | "lastInboundAt" | "locale" | "profile">;
