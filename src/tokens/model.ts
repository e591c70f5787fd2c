import { Schema, type Connection, type Model } from "mongoose";
import type { Grant, Right } from "../staff/index.ts";

/** A program's key to the API. Only a hash of its secret is kept. */
export type ApiToken = {
  _id: string;
  hash: string;
  name: string;
  /** Where it may work, as for a member of staff, and what of that it may do. */
  grants: Grant[];
  rights: Right[];
  createdBy: string;
  createdAt: number;
  expiresAt?: number;
  lastUsedAt?: number;
  revokedAt?: number;
};

/** An act a program asked for under a key of its own: asked again it is not done again. */
export type OnceKey = { /** `token|key` */ _id: string; request: string; state: "running" | "done"; status?: number; body?: string; at: number };

export type TokenModels = { tokens: Model<ApiToken>; onces: Model<OnceKey> };

export function tokenModels(connection: Connection): TokenModels {
  const { Mixed } = Schema.Types;
  const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;
  const token = new Schema<ApiToken>({ _id: String, hash: String, name: String, grants: [Mixed], rights: [String], createdBy: String, createdAt: Number, expiresAt: Number, lastUsedAt: Number, revokedAt: Number }, plain);
  const once = new Schema<OnceKey>({ _id: String, request: String, state: String, status: Number, body: String, at: { type: Number, index: true } }, plain);
  return { tokens: connection.model<ApiToken>("api-tokens", token, "api-tokens"), onces: connection.model<OnceKey>("api-onces", once, "api-onces") };
}
