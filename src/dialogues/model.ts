import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/**
 * What somebody does to the seats right now. A claim is written into the dialogue together with the counters it changes and
 * taken out when the act is complete, so whoever finds an old one can finish it, and every act is counted exactly once.
 * `key` (kind, person, generation) keeps two claims for one act apart in time; `id` tells which of them became the fact.
 */
export type JoinClaim = ClaimBase & {
  kind: "join";
  /** A seat, or a place on the waiting list. */
  seat: boolean;
  /** The ticket counter as last seen before the claim: the claim's own ticket is higher. */
  floor: number;
  /** What the registration will hold: a finisher needs nothing but the claim. */
  give: { code: string; willAsk: boolean; locale: "vi" | "en"; mark: string };
};
export type LeaveClaim = ClaimBase & { kind: "leave"; mark: string };
export type PromoteClaim = ClaimBase & { kind: "promote" };
export type Claim = JoinClaim | LeaveClaim | PromoteClaim;
type ClaimBase = { id: string; key: string; who: ContactId; generation: number; at: number };

export type Seating = {
  /** Free seats, those promised to the waiting not counted off yet. Negative after the hall became smaller. */
  left: number;
  waiting: number;
  /** Counter of registrations; the waiting are served by it. */
  ticket: number;
  /** Acts under way only, so the document stays small however many people come. */
  claims: Claim[];
};

export type Dialogue = {
  /** At most 28 characters of [a-z0-9-]: it travels in button payloads of 64 bytes. */
  _id: string;
  /** The unit that holds it. */
  commune?: string;
  title: string;
  /** Beside the date on a button: about 12 characters. */
  label: string;
  theme: string;
  place: string;
  /** Epoch ms. */
  startsAt: number;
  capacity: number;
  state: "open" | "closed" | "cancelled";
  /** From 1; one more with every change its people must hear of. */
  revision: number;
  /** When the last revision was made, epoch ms: who registered afterwards knows it. */
  changedAt?: number;
  /** When it was to begin before the last revision, as people knew it: epoch ms, see `knownStart`. */
  movedFrom?: number;
  /** Epoch ms; without it questions are taken until the dialogue begins. */
  questionsUntil?: number;
  seating: Seating;
};

/** A dialogue as most read it. */
export type DialogueCard = Omit<Dialogue, "seating"> & { seating: Omit<Seating, "claims"> };

export type Registration = {
  /** `dialogue|contact`: a dialogue's people are one range of ids. */
  _id: string;
  dialogue: string;
  contact: ContactId;
  state: "seated" | "waiting" | "cancelled";
  /** One more each time the person registers. Begins anywhere (see `openFile`), so that a forgotten person's numbers do not come again. */
  generation: number;
  /** The claim that made this registration. */
  claim: string;
  ticket: number;
  code: string;
  willAsk: boolean;
  /** Language for messages sent without being asked. */
  locale: "vi" | "en";
  /** Mark of the act that registered, and what it was told: the same act played again hears the same. */
  joinMark: string;
  told: { state: "seated" | "waiting"; position: number };
  registeredAt: number;
  /** The claim that gave this waiting person a seat. */
  promotion?: string;
  promotedAt?: number;
  /** The claim that cancelled, what was given up by it, and the mark of the act. */
  leave?: string;
  was?: "seated" | "waiting";
  leaveMark?: string;
  cancelledAt?: number;
};

export type DialogueModels = {
  dialogues: Model<Dialogue>;
  registrations: Model<Registration>;
  /** Whose seats these are; a dialogue's where it is left out. */
  of?: "dialogue" | "activity";
  /** Called between the writes of an act. Tests throw here to play a crash and wait here to play a stall; the service leaves it out. */
  between?(point: string): void | Promise<void>;
};

/** What the seats' engine reads and writes; other rooms whose seats it keeps have the same fields. */
export function dialogueSchemaFields() {
  return {
    _id: String, commune: String, title: String, label: String, place: String, startsAt: { type: Number, index: true }, capacity: Number, state: String, revision: Number, changedAt: Number, movedFrom: Number,
    // Plain values, not subdocuments: claims are written and read as they are.
    seating: { left: Number, waiting: Number, ticket: Number, claims: [Schema.Types.Mixed] },
  };
}

const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;

/** Registrations in a collection of one's own. */
export function registrationModel(connection: Connection, collection: string): Model<Registration> {
  const registration = new Schema<Registration>(
    {
      _id: String, dialogue: String, contact: { type: String, index: true }, state: String, generation: Number, claim: String, ticket: Number, code: String, willAsk: Boolean, locale: String,
      joinMark: String, told: Schema.Types.Mixed, registeredAt: Number, promotion: String, promotedAt: Number, leave: String, was: String, leaveMark: String, cancelledAt: Number,
    },
    plain,
  );
  registration.index({ dialogue: 1, state: 1, ticket: 1 });
  return connection.model<Registration>(collection, registration, collection);
}

export function dialogueModels(connection: Connection): DialogueModels {
  const dialogue = new Schema<Dialogue>({ ...dialogueSchemaFields(), theme: String, questionsUntil: Number } as never, plain);
  return { dialogues: connection.model<Dialogue>("dialogues", dialogue, "dialogues"), registrations: registrationModel(connection, "dialogue-registrations") };
}

export function registrationId(dialogue: string, contact: ContactId): string {
  return `${dialogue}|${contact}`;
}

/** The dialogue without the claims: in a rush they are by far the biggest part of it. */
export async function dialogueById(models: DialogueModels, id: string): Promise<DialogueCard | undefined> {
  return (await models.dialogues.findById(id, { "seating.claims": 0 }).lean<DialogueCard>()) ?? undefined;
}

/** The dialogue with its claims where it fits `when`. */
export async function dialogueWhere(models: DialogueModels, id: string, when: Record<string, unknown>): Promise<Dialogue | undefined> {
  return (await models.dialogues.findOne({ ...when, _id: id }).lean<Dialogue>()) ?? undefined;
}

export async function registrationOf(models: DialogueModels, dialogue: string, contact: ContactId): Promise<Registration | undefined> {
  return (await models.registrations.findById(registrationId(dialogue, contact)).lean<Registration>()) ?? undefined;
}
