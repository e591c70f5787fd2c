import type { Request } from "express";
import type { StaffModels } from "../../../staff/index.ts";

/** Makes this browser's session that of a staff member, under a new id: one planted before knows nothing of it. Returns where they wanted to go. */
export async function openSession(models: StaffModels, request: Request, staff: string, now: number): Promise<string> {
  const wanted = request.session.wanted;
  await new Promise<void>((done, fail) => request.session.regenerate((error: unknown) => (error ? fail(error as Error) : done())));
  await models.members.updateOne({ _id: staff }, { $set: { lastSeenAt: now } });
  request.session.staff = staff;
  request.session.since = now;
  return wanted && /^\/console(\/[\w/-]*)?(\?[\w=&%.+-]*)?$/.test(wanted) && !wanted.startsWith("/console/sign") ? wanted : "/console";
}
