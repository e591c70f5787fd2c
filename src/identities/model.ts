import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/**
 * A human being behind several contacts, as far as they linked them by themselves: nothing is ever joined by name or phone.
 * Holds nothing about them. Whose contacts are whose stands in the identities, one row a contact, so that a contact
 * belongs to one person whatever happens at once and leaves with one write. Two persons become one by a pointer, which
 * likewise is one write and needs no transaction.
 */
export type Person = { _id: string; createdAt: number; /** Joined to that person, whose id sorts before this one's: pointers never go round. */ mergedInto?: string };

export type Identity = {
  _id: ContactId;
  person: string;
  since: number;
  /** Mark of the act that took the contact out of the person before. */
  unlinkMark?: string;
};

/** The open code of a contact; a new one takes its place. */
export type LinkCode = {
  _id: ContactId;
  /** Of the code: the code itself is nowhere. */
  hash: string;
  expiresAt: number;
  /** Mark of the act that used it: a code is used once. */
  useMark?: string;
};

/** A contact's last tries to type a code, at most as many as an hour allows. */
export type CodeTries = { _id: ContactId; tries: { at: number; mark: string }[] };

export type IdentityModels = { persons: Model<Person>; identities: Model<Identity>; codes: Model<LinkCode>; tries: Model<CodeTries> };

const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;

export function identityModels(connection: Connection): IdentityModels {
  const person = new Schema<Person>({ _id: String, createdAt: Number, mergedInto: { type: String, index: true } }, plain);
  const identity = new Schema<Identity>({ _id: String, person: { type: String, index: true }, since: Number, unlinkMark: String }, plain);
  const code = new Schema<LinkCode>({ _id: String, hash: { type: String, unique: true }, expiresAt: { type: Number, index: true }, useMark: String }, plain);
  // Plain values, not subdocuments: a mark needs no id of its own.
  const tries = new Schema<CodeTries>({ _id: String, tries: [Schema.Types.Mixed] }, plain);
  return {
    persons: connection.model<Person>("persons", person, "persons"),
    identities: connection.model<Identity>("identities", identity, "identities"),
    codes: connection.model<LinkCode>("link-codes", code, "link-codes"),
    tries: connection.model<CodeTries>("link-code-tries", tries, "link-code-tries"),
  };
}
