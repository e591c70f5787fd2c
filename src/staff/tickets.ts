import { createHash, randomBytes } from "node:crypto";
import type { StaffModels, StaffTicket } from "./model.ts";

/** Nothing that looks or sounds like another, and nothing a Vietnamese keyboard joins into another letter. */
const typable = "23456789bcghjkmnpqrt";

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** Makes a secret link's secret. Older open ones of the same kind for the same member stop working. */
export async function makeTicket(models: StaffModels, wish: { staff: string; kind: StaffTicket["kind"]; lastsMs: number; now: number; /** To be typed on a phone: ten letters and digits. */ short?: boolean }): Promise<string> {
  const { staff, kind, lastsMs, now, short } = wish;
  const secret = short ? Array.from(randomBytes(10), (byte) => typable[byte % typable.length]).join("") : randomBytes(24).toString("base64url");
  await models.tickets.deleteMany({ staff, kind });
  await models.tickets.create({ _id: hashOf(secret), staff, kind, expiresAt: now + lastsMs });
  return secret;
}

/** Looks whose it is without using it up: previews of chats and mail open links too. */
export async function findTicket(models: StaffModels, secret: string, now: number): Promise<StaffTicket | undefined> {
  const ticket = await models.tickets.findById(hashOf(secret)).lean<StaffTicket>();
  return ticket && ticket.usedAt === undefined && ticket.expiresAt > now ? ticket : undefined;
}

/** Uses it up; of two at once one gets it. */
export async function useTicket(models: StaffModels, secret: string, now: number): Promise<StaffTicket | undefined> {
  const ticket = await findTicket(models, secret, now);
  if (!ticket) return undefined;
  const used = await models.tickets.updateOne({ _id: ticket._id, usedAt: { $exists: false } }, { $set: { usedAt: now } });
  return used.modifiedCount === 1 ? ticket : undefined;
}

export async function expireTickets(models: StaffModels, before: number): Promise<number> {
  return (await models.tickets.deleteMany({ expiresAt: { $lt: before } })).deletedCount;
}
