import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/** Somebody asked for a person of staff, or wrote after a notice. */
export type Handover = {
  /** Mark of the act that asked first. */
  _id: string;
  /** Short number said to the person, e.g. HT-7K2M9Q. */
  ref: string;
  contact: ContactId;
  /** Whose staff see to it. */
  commune?: string;
  reason: string;
  urgent: boolean;
  /** taken: staff are talking with them. noted: wrote after a notice and was answered by the bot; nobody has to see to it, everybody can. */
  state: "waiting" | "taken" | "closed" | "noted";
  /** The notice they wrote after. */
  broadcast?: string;
  requestedAt: number;
  takenAt?: number;
};

export type HandoverModels = { handovers: Model<Handover> };

export function handoverModels(connection: Connection): HandoverModels {
  const handover = new Schema<Handover>(
    { _id: String, ref: String, contact: { type: String, index: true }, commune: String, reason: String, broadcast: { type: String, index: true }, urgent: Boolean, state: { type: String, index: true }, requestedAt: { type: Number, index: true }, takenAt: Number },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  return { handovers: connection.model<Handover>("handovers", handover, "handovers") };
}

/** Those who still wait for a person, the urgent first, then the longest waiting. */
export async function waitingHandovers(models: HandoverModels, limit = 100, within: Record<string, unknown> = {}): Promise<Handover[]> {
  const waiting = await models.handovers.find({ state: "waiting", ...within }).lean<Handover[]>();
  return waiting.sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.requestedAt - b.requestedAt).slice(0, limit);
}

export async function handoverByRef(models: HandoverModels, ref: string): Promise<Handover | null> {
  return models.handovers.findOne({ ref }).sort({ requestedAt: -1 }).lean<Handover>();
}

/** Those somebody asked for, not what they wrote after notices and nobody had to see to. */
export async function handoversOf(models: HandoverModels, contact: ContactId): Promise<Handover[]> {
  return models.handovers.find({ contact, state: { $ne: "noted" } }).lean<Handover[]>();
}
