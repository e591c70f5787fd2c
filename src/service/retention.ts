import { expireActivityPeople } from "../activities/index.ts";
import { expireAudit } from "../audit/index.ts";
import type { OfficePorts } from "../office/index.ts";
import { expireRequests, retainedKinds, type RetainedKind } from "../consent/index.ts";
import { expireTickets } from "../staff/index.ts";
import { expireImports } from "../imports/index.ts";
import { expireDeliveries } from "../hooks/index.ts";
import { expireOnces } from "../tokens/index.ts";

const dayMs = 86_400_000;

/** What the daily job deletes; kinds with chores of their own are not here. Each is safe to repeat and to run twice at once. */
const expiries: Partial<Record<RetainedKind, (ports: OfficePorts, before: number) => Promise<number>>> = {
  handovers: async ({ handovers }, before) => (await handovers.handovers.deleteMany({ state: { $in: ["closed", "noted"] }, requestedAt: { $lt: before } })).deletedCount,
  questions: async ({ questions }, before) => (await questions.questions.deleteMany({ askedAt: { $lt: before }, answer: { $exists: false }, public: { $ne: true }, state: { $in: ["received", "screened", "not-accepted", "overdue"] } })).deletedCount,
  "answered-questions": async ({ questions }, before) => (await questions.questions.deleteMany({ askedAt: { $lt: before } })).deletedCount,
  cases: async ({ cases }, before) => (await cases.cases.deleteMany({ open: false, closedAt: { $lt: before } })).deletedCount,
  activities: ({ activities, pictures }, before) => expireActivityPeople(activities, before, (activity, media) => pictures.remove(media, `activity:${activity}`)),
  imports: ({ imports }, before) => expireImports(imports, before),
  requests: ({ requests }, before) => expireRequests(requests, before),
  audit: ({ audit }, before) => expireAudit(audit, before),
};

/** Deletes what its purpose needs no longer. Who asked an answered question is forgotten a year after the asking. Returns how much of each kind. */
export async function expireData(ports: OfficePorts, now: number): Promise<Partial<Record<RetainedKind, number>>> {
  const gone: Partial<Record<RetainedKind, number>> = {};
  for (const kind of retainedKinds) {
    const count = await expiries[kind]?.(ports, now - ports.retention[kind]);
    if (count) gone[kind] = count;
  }
  await ports.questions.askers.deleteMany({ since: { $lt: now - ports.retention.questions } });
  await expireTickets(ports.staff, now);
  await expireOnces(ports.tokens, now - dayMs);
  await expireDeliveries(ports.hooks, now - 30 * dayMs);
  return gone;
}
