import { randomUUID } from "node:crypto";
import { makeTicket } from "./tickets.ts";
import type { StaffMember, StaffModels } from "./model.ts";

const lastsMs = 24 * 3_600_000;
/** Always the same row, so that two processes starting at once make one. */
const firstId = "owner";

/** The secret of the link by which the first owner comes in, while nobody has; undefined once there is one. Each start prints a new one, the older stop working. */
export async function firstOwnerTicket(models: StaffModels, now: number): Promise<string | undefined> {
  if (await models.members.exists({ password: { $exists: true } })) return undefined;
  const fresh: StaffMember = { _id: firstId, login: `owner-${randomUUID()}`, name: "", grants: [{ role: "owner" }], state: "invited", locale: "vi", sessionsSince: now, createdAt: now, createdBy: "start", revision: 1 };
  const { _id, ...fields } = fresh;
  await models.members.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true }).catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error;
  });
  return makeTicket(models, { staff: firstId, kind: "invite", lastsMs, now });
}
