import { Schema, type Connection, type Model } from "mongoose";
import type { Json } from "../core/json.ts";

export type Audience = { kind: "all" } | { kind: "club"; id: string } | { kind: "question"; id: string } | { kind: "dialogue"; id: string; /** Without the waiting list: a reminder would raise false hopes. */ seatedOnly?: boolean };

/** What is said: a staff member's own words, or a text of locales in each reader's language. */
export type BroadcastContent = { text: string } | { key: string; params: Record<string, Json> };

export type Broadcast = {
  /** Deterministic for what the service sends by itself (`reminder-<dialogue>-<revision>-<minutes>`), so that it exists once. */
  _id: string;
  kind: "notice" | "reminder" | "moved" | "cancelled" | "answer";
  audience: Audience;
  content: BroadcastContent;
  state: "planning" | "sending" | "done";
  /** Last person planned, so that planning goes on where it stopped. */
  cursor: string;
  chunks: number;
  total: number;
  createdAt: number;
};

/**
 * One letter a recipient: sent, delivered, read, failed, unknown (may have arrived, never sent again), opted out, out of reach
 * (blocked, left), window closed. No letter yet: on the way.
 */
export type RowState = "s" | "d" | "r" | "f" | "u" | "o" | "x" | "w";

/** A row only moves forward along these; a letter that is not among them is final. */
const forward: readonly RowState[] = ["u", "s", "d", "r"];

/** Whether a row with this letter may take the next. */
export function mayBecome(now: RowState | undefined, next: RowState): boolean {
  return now === undefined || (forward.includes(now) && forward.indexOf(next) > forward.indexOf(now));
}

/** Up to 500 recipients in one document, so that a hundred thousand people are two hundred documents. */
export type Chunk = { _id: string; broadcast: string; people: string[]; states: Record<string, RowState> };

export type BroadcastModels = { broadcasts: Model<Broadcast>; chunks: Model<Chunk> };

export function broadcastModels(connection: Connection): BroadcastModels {
  const broadcast = new Schema<Broadcast>(
    { _id: String, kind: String, audience: Schema.Types.Mixed, content: Schema.Types.Mixed, state: { type: String, index: true }, cursor: String, chunks: Number, total: Number, createdAt: Number },
    { versionKey: false, minimize: false, autoIndex: false, autoCreate: false },
  );
  const chunk = new Schema<Chunk>({ _id: String, broadcast: { type: String, index: true }, people: [String], states: Schema.Types.Mixed }, { versionKey: false, minimize: false, autoIndex: false, autoCreate: false });
  return { broadcasts: connection.model<Broadcast>("broadcasts", broadcast), chunks: connection.model<Chunk>("broadcast-chunks", chunk, "broadcast-chunks") };
}
