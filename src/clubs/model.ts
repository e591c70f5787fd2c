import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";
import type { ClubKind } from "./kinds.ts";

export type Club = {
  /** At most 28 characters of [a-z0-9-]: it travels in button payloads of 64 bytes. */
  _id: string;
  /** The unit it belongs to; only its people are shown it. */
  commune?: string;
  name: string;
  /** What fits on a button (20 characters on Messenger). */
  label: string;
  kind: ClubKind;
  /** A role, not necessarily a person's name. */
  leader: string;
  schedule: string;
  place: string;
  description: string;
  /** Other words people search with ("đá banh"). */
  keywords: string[];
  /** Place in lists. */
  order: number;
  /** `full`: shown, but takes nobody at present. `dissolved`: history only. */
  state: "open" | "full" | "dissolved";
  /** `leader`: joining is a request a leader decides. Left out: whoever wants to is in. */
  admission?: "open" | "leader";
  /** The boarding area it is for (R6), as people call it. */
  boardingArea?: string;
  foundedAt?: number;
  /** Of the last entry in its log: after three months without one it counts as inactive (R35). */
  lastActivityAt?: number;
  revision?: number;
};

/** What a club did, told by its leader. */
export type ClubActivity = { _id: string; club: string; commune: string; /** "2026-03-15" */ on: string; title: string; note?: string; participants?: number; by: string; at: number };

export type Membership = {
  /** `club|contact`: joining twice is the same document, and a club's people are one range of ids. */
  _id: string;
  club: string;
  contact: ContactId;
  /** `requested`: waits for a leader, who makes it active or refused. */
  state: "requested" | "active" | "refused" | "left";
  code: string;
  /** Mark of the act that joined, so that the same act played again answers the same. */
  joinMark: string;
  motivation?: string;
  joinedAt: number;
  leaveMark?: string;
  leftAt?: number;
  decidedAt?: number;
  decidedBy?: string;
};

export type ClubModels = { clubs: Model<Club>; memberships: Model<Membership>; activities: Model<ClubActivity> };

export function clubModels(connection: Connection): ClubModels {
  const club = new Schema<Club>(
    { _id: String, commune: { type: String, index: true }, name: String, label: String, kind: String, leader: String, schedule: String, place: String, description: String, keywords: [String], order: Number, state: String,
      admission: String, boardingArea: String, foundedAt: Number, lastActivityAt: Number, revision: Number },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  const membership = new Schema<Membership>(
    { _id: String, club: String, contact: String, state: String, code: String, joinMark: String, motivation: String, joinedAt: Number, leaveMark: String, leftAt: Number, decidedAt: Number, decidedBy: String },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  membership.index({ club: 1, state: 1 });
  membership.index({ contact: 1 });
  const activity = new Schema<ClubActivity>({ _id: String, club: { type: String, index: true }, commune: String, on: String, title: String, note: String, participants: Number, by: String, at: Number }, { versionKey: false, autoIndex: false, autoCreate: false });
  return {
    clubs: connection.model<Club>("clubs", club, "clubs"),
    memberships: connection.model<Membership>("club-memberships", membership, "club-memberships"),
    activities: connection.model<ClubActivity>("club-activities", activity, "club-activities"),
  };
}

export function membershipId(club: string, contact: ContactId): string {
  return `${club}|${contact}`;
}

/** What names no commune is everybody's. */
function ofCommune(commune: string): Record<string, unknown> {
  return { $or: [{ commune }, { commune: { $exists: false } }] };
}

/** Clubs that exist now, open ones first; of one commune, or of all. */
export async function listClubs(models: ClubModels, kind?: string, commune?: string): Promise<Club[]> {
  const found = await models.clubs.find({ ...(commune ? ofCommune(commune) : {}), state: { $in: ["open", "full"] }, ...(kind ? { kind } : {}) } as Record<string, unknown>).lean<Club[]>();
  return found.sort((a, b) => Number(a.state === "full") - Number(b.state === "full") || a.order - b.order);
}

/** The club, or undefined when there is none or it was dissolved. */
export async function clubById(models: ClubModels, id: string): Promise<Club | undefined> {
  const club = await models.clubs.findById(id).lean();
  return club && club.state !== "dissolved" ? club : undefined;
}

export async function membershipOf(models: ClubModels, club: string, contact: ContactId): Promise<Membership | undefined> {
  return (await models.memberships.findById(membershipId(club, contact)).lean()) ?? undefined;
}

/** Clubs somebody is in, in list order. */
export async function clubsOf(models: ClubModels, contact: ContactId): Promise<Club[]> {
  const memberships = await models.memberships.find({ contact }).lean();
  const ids = memberships.filter((one) => one.state === "active").map((one) => one.club);
  if (ids.length === 0) return [];
  const found = await models.clubs.find({ _id: { $in: ids } }).lean();
  return found.sort((a, b) => a.order - b.order);
}

/** Those of `contacts` that are members. */
export async function clubAmong(models: ClubModels, club: string, contacts: readonly ContactId[]): Promise<Set<ContactId>> {
  const found = await models.memberships.find({ _id: { $in: contacts.map((contact) => membershipId(club, contact)) } }, { contact: 1, state: 1 }).lean();
  return new Set(found.filter((one) => one.state === "active").map((one) => one.contact));
}

/** A club's members after `after`, ascending: for notices. */
export async function clubContacts(models: ClubModels, club: string, after: ContactId, limit: number): Promise<ContactId[]> {
  const page = await models.memberships
    .find({ _id: { $gt: membershipId(club, after), $lt: `${club}}` } }, { contact: 1, state: 1 })
    .where({ state: "active" })
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return page.map((one) => one.contact);
}
