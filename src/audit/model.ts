import { Schema, type Connection, type Model } from "mongoose";

export type Actor = { kind: "staff" | "token" | "bot" | "command"; id: string; name: string };

/** What a change or a look was about. */
export type Subject = { kind: "person" | "unit" | "post" | "club" | "case" | "request" | "page" | "staff" | "import" | "export" | "dialogue" | "question" | "broadcast" | "audience" | "activity" | "settings" | "token" | "hook"; id: string };

/** One act of staff: never changed, except that a forgotten person's words leave it. */
export type AuditEntry = {
  /** Sorts by time. */
  _id: string;
  at: number;
  actor: Actor;
  /** The route's or verb's own name: "people.change", "clubs.approve". */
  act: string;
  /** A look at somebody's data is kept apart from changes. */
  look?: boolean;
  /** Whose it is: who of this commune may read the entry. */
  commune?: string;
  subject: Subject;
  /** Only what changed. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

export type AuditModels = { entries: Model<AuditEntry> };

export function auditModels(connection: Connection): AuditModels {
  const { Mixed } = Schema.Types;
  const entry = new Schema<AuditEntry>(
    { _id: String, at: { type: Number, index: true }, actor: Mixed, act: String, look: Boolean, commune: String, subject: { kind: String, id: String }, before: Mixed, after: Mixed },
    { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
  );
  entry.index({ commune: 1, _id: 1 });
  entry.index({ "subject.kind": 1, "subject.id": 1, _id: 1 });
  return { entries: connection.model<AuditEntry>("audit", entry, "audit") };
}
