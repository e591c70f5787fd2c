import { Schema, type Connection, type Model } from "mongoose";
import type { Role } from "./roles.ts";

/** A role at a place. `unit` for all but owners; `club` beside the club's commune for leaders. */
export type Grant = { role: Role; unit?: string; club?: string };

export type StaffState = "invited" | "active" | "off";

/** Somebody who works in the console. */
export type StaffMember = {
  _id: string;
  /** What they sign in with: lower case, an e-mail address, phone number or word. */
  login: string;
  name: string;
  /** `scrypt$N$r$p$salt$hash`; absent until the invitation is used. */
  password?: string;
  /** Sealed secret of the time-based codes; counts once `since` is set. `lastStep`: a code is used once. */
  totp?: { secret: string; since?: number; lastStep?: number; recovery: string[] };
  grants: Grant[];
  state: StaffState;
  /** The staff member's own contact in a chat, linked by a code: gets login links and orders. */
  contact?: string;
  locale: "vi" | "en";
  /** Sessions opened before count no more: password changed, signed out everywhere, switched off. */
  sessionsSince: number;
  createdAt: number;
  createdBy: string;
  lastSeenAt?: number;
  revision: number;
};

/** A secret link: invitation, login, reset. Only its hash is kept; used once. */
export type StaffTicket = { _id: string; staff: string; kind: "invite" | "login" | "reset" | "link-contact"; expiresAt: number; usedAt?: number };

export type StaffModels = { members: Model<StaffMember>; tickets: Model<StaffTicket> };

const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;

export function staffModels(connection: Connection): StaffModels {
  const { Mixed } = Schema.Types;
  const member = new Schema<StaffMember>(
    {
      _id: String, login: { type: String, unique: true }, name: String, password: String, totp: Mixed, grants: [Mixed], state: String, contact: { type: String, index: true }, locale: String,
      sessionsSince: Number, createdAt: Number, createdBy: String, lastSeenAt: Number, revision: Number,
    },
    plain,
  );
  const ticket = new Schema<StaffTicket>({ _id: String, staff: { type: String, index: true }, kind: String, expiresAt: { type: Number, index: true }, usedAt: Number }, plain);
  return { members: connection.model<StaffMember>("staff", member, "staff"), tickets: connection.model<StaffTicket>("staff-tickets", ticket, "staff-tickets") };
}
