import { Schema, type Connection, type Model } from "mongoose";
import type { Subject } from "../audit/index.ts";

/** An address of another program that hears what happens. */
export type Hook = {
  _id: string;
  name: string;
  url: string;
  /** Names of events ("person.created"); "*" is all. */
  events: string[];
  /** Only of this commune; left out: of the whole installation. */
  commune?: string;
  /** Sealed. */
  secret: string;
  active: boolean;
  createdBy: string;
  createdAt: number;
  failingSince?: number;
  /** Why it was switched off by itself. */
  off?: "gone" | "failing";
};

/** One event for one hook, until it arrived. Says which thing it is about and nothing of what is in it: the program asks the API with its own rights. */
export type Delivery = { /** `event|hook` */ _id: string; hook: string; event: string; subject: Subject; body: string; state: "waiting" | "sent" | "failed"; tries: number; nextAt: number; lastStatus?: number; lastError?: string; createdAt: number; sentAt?: number };

export type HookModels = { hooks: Model<Hook>; deliveries: Model<Delivery> };

export function hookModels(connection: Connection): HookModels {
  const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;
  const hook = new Schema<Hook>({ _id: String, name: String, url: String, events: [String], commune: String, secret: String, active: Boolean, createdBy: String, createdAt: Number, failingSince: Number, off: String }, plain);
  const delivery = new Schema<Delivery>({ _id: String, hook: { type: String, index: true }, event: String, subject: { kind: String, id: String }, body: String, state: String, tries: Number, nextAt: Number, lastStatus: Number, lastError: String, createdAt: { type: Number, index: true }, sentAt: Number }, plain);
  delivery.index({ state: 1, nextAt: 1 });
  delivery.index({ "subject.id": 1 });
  return { hooks: connection.model<Hook>("hooks", hook, "hooks"), deliveries: connection.model<Delivery>("hook-deliveries", delivery, "hook-deliveries") };
}
