import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/** What somebody is to the Union (facts §3). `cadre` is no standing: it is holding a post, see the units room. */
export const standings = ["youth", "member"] as const;
export type Standing = (typeof standings)[number];

/** Where a member's membership stands. Youth are `active` or gone. */
export const memberStatuses = ["active", "deferred", "moved-away", "matured", "struck-off", "expelled", "deceased"] as const;
export type MemberStatus = (typeof memberStatuses)[number];

export type StatusChange = { standing: Standing; status: MemberStatus; /** "2026-03-15" */ from: string; decision?: string; by: string; at: number };

export type Training = { kind: "training" | "degree" | "political-theory"; name: string; /** Teaching periods (tiết). */ periods?: number; certificate?: string; /** "2026" or "2026-03-15" */ on?: string; /** Regular degree (chính quy). */ regular?: boolean };

/**
 * A person in the register of a commune: what "Quản lý đoàn viên" and the secretary's lists know, and what people gave in
 * chat after consenting. Contacts of channels are joined to it only by an act of the person or of staff, never by name.
 */
export type PersonRecord = {
  _id: string;
  commune: string;
  branch?: string;
  name: string;
  /** Folded, given name first, for order and search; see `keysOf`. */
  sortKey: string;
  keys: string[];
  /** "2004-05-17", "2004-05" or "2004". */
  birth?: string;
  gender?: "female" | "male" | "other";
  /** +84… */
  phone?: string;
  email?: string;
  /** Village or address as far as needed; never exact coordinates. */
  address?: string;
  occupation?: string;
  standing: Standing;
  status: MemberStatus;
  /** Of the Youth Federation (Hội LHTN). */
  federation?: boolean;
  statusSince?: string;
  history: StatusChange[];
  /** Number of the member's card or book in the membership software. */
  memberCode?: string;
  admittedOn?: string;
  trainings: Training[];
  /** Staff's own words for finding people again (talent pool, R19); given with the person's consent. */
  tags: string[];
  note?: string;
  /** Chats that are theirs. */
  contacts: ContactId[];
  /** Last import that brought or changed the record. */
  importId?: string;
  createdAt: number;
  createdBy: string;
  updatedAt: number;
  /** Rises with every change; a form that was open meanwhile is refused. */
  revision: number;
};

/** Dues of one month. `_id` is `person|2026-03`: paying twice is the same row. */
export type Due = { _id: string; person: string; commune: string; branch?: string; month: string; amount: number; paidAt: number; by: string };

/** A filter somebody wants to find again. */
export type SavedView = { _id: string; staff: string; list: string; name: string; query: string; createdAt: number };

export type PeopleModels = { people: Model<PersonRecord>; dues: Model<Due>; views: Model<SavedView> };

const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;

export function peopleModels(connection: Connection): PeopleModels {
  const { Mixed } = Schema.Types;
  const person = new Schema<PersonRecord>(
    {
      _id: String, commune: String, branch: String, name: String, sortKey: String, keys: [String], birth: String, gender: String, phone: String, email: String, address: String, occupation: String,
      standing: String, status: String, federation: Boolean, statusSince: String, history: [Mixed], memberCode: String, admittedOn: String, trainings: [Mixed], tags: [String], note: String,
      contacts: [String], importId: String, createdAt: Number, createdBy: String, updatedAt: Number, revision: Number,
    },
    plain,
  );
  person.index({ keys: 1 });
  person.index({ commune: 1, keys: 1 });
  person.index({ commune: 1, sortKey: 1, _id: 1 });
  person.index({ branch: 1, sortKey: 1, _id: 1 });
  person.index({ sortKey: 1, _id: 1 });
  person.index({ commune: 1, _id: 1 });
  person.index({ contacts: 1 });
  person.index({ importId: 1 });
  person.index({ tags: 1 });
  const due = new Schema<Due>({ _id: String, person: { type: String, index: true }, commune: String, branch: String, month: String, amount: Number, paidAt: Number, by: String }, plain);
  due.index({ commune: 1, month: 1 });
  const view = new Schema<SavedView>({ _id: String, staff: { type: String, index: true }, list: String, name: String, query: String, createdAt: Number }, plain);
  return { people: connection.model<PersonRecord>("people", person, "people"), dues: connection.model<Due>("dues", due, "dues"), views: connection.model<SavedView>("saved-views", view, "saved-views") };
}

export async function personById(models: PeopleModels, id: string): Promise<PersonRecord | undefined> {
  return (await models.people.findById(id).lean<PersonRecord>()) ?? undefined;
}
