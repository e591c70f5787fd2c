import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";
import type { CaseAnswer, CaseKind } from "./kinds.ts";

/** What somebody told in chat, or staff for them. */
export const caseFields = ["name", "birth", "phone", "occupation", "address", "reason", "place", "until"] as const;
export type CaseField = (typeof caseFields)[number];

export type CaseStep = { at: number; by: string; from: string; to: string; answers?: Partial<Record<CaseAnswer, string>>; reason?: string };

/** One wish or duty that goes through several hands: a state, an owner, a due date. */
export type Case = {
  _id: string;
  /** Short number people are told, "HS-7K2M9Q". */
  ref: string;
  kind: CaseKind;
  /** A stage of its kind, or an end. */
  state: string;
  open: boolean;
  commune: string;
  branch?: string;
  /** Of the register, once somebody joined it. */
  person?: string;
  contact?: ContactId;
  data: Partial<Record<CaseField, string>>;
  /** Staff member who sees to it. */
  owner?: string;
  dueAt?: number;
  steps: CaseStep[];
  /** Staff's own remarks. */
  notes: { at: number; by: string; text: string }[];
  openedAt: number;
  closedAt?: number;
  /** Everything about the person was deleted; what is left counts cases. */
  erasedAt?: number;
  revision: number;
};

export type CaseModels = { cases: Model<Case> };

export function caseModels(connection: Connection): CaseModels {
  const { Mixed } = Schema.Types;
  const schema = new Schema<Case>(
    {
      _id: String, ref: { type: String, index: true }, kind: String, state: String, open: Boolean, commune: String, branch: String, person: { type: String, index: true }, contact: { type: String, index: true },
      data: Mixed, owner: String, dueAt: Number, steps: [Mixed], notes: [Mixed], openedAt: Number, closedAt: Number, erasedAt: Number, revision: Number,
    },
    { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
  );
  schema.index({ commune: 1, open: 1, dueAt: 1 });
  schema.index({ branch: 1, open: 1, dueAt: 1 });
  schema.index({ open: 1, dueAt: 1 });
  return { cases: connection.model<Case>("cases", schema, "cases") };
}

export async function caseById(models: CaseModels, id: string): Promise<Case | undefined> {
  return (await models.cases.findById(id).lean<Case>()) ?? undefined;
}

/** Somebody's cases, newest first. */
export async function casesOfContact(models: CaseModels, contact: ContactId): Promise<Case[]> {
  return (await models.cases.find({ contact }).lean<Case[]>()).sort((a, b) => b.openedAt - a.openedAt);
}

export async function casesOfPerson(models: CaseModels, person: string): Promise<Case[]> {
  return (await models.cases.find({ person }).lean<Case[]>()).sort((a, b) => b.openedAt - a.openedAt);
}
