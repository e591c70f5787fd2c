import { createBroadcast, tellInTime, type Ahead, type BroadcastModels } from "../broadcasts/index.ts";
import type { TellPromotion } from "../dialogues/index.ts";
import { paramsOf, type GatheringPorts } from "../jobs/gathering-notices.ts";
import { enqueue, type JobQueue } from "../jobs/queues.ts";

const hourMs = 3_600_000;
const ahead: Ahead = { restMs: 12 * hourMs, nightMs: 3 * hourMs };

export type PromotionPorts = Pick<GatheringPorts, "gathering" | "rules" | "timeZone" | "now"> & { broadcasts: BroadcastModels; queue: JobQueue };

/**
 * "You have a seat now": a notice to one person, so that it takes the best way to them, waits for their next word where a platform's window
 * is closed, and wakes nobody. The promotion's id makes it one. It concerns this person alone: who stopped notices gets it too.
 */
export function createPromotionNotice({ broadcasts, queue, gathering: read, rules, timeZone, now }: PromotionPorts): TellPromotion {
  return async ({ id, kind, gathering: of, contact, code }) => {
    const gathering = await read(kind, of);
    if (!gathering) return;
    const { commune, revision, startsAt } = gathering;
    const { at, urgent } = tellInTime(await rules(commune), now(), startsAt, ahead, timeZone);
    const seat = { id: of, who: "seated" as const };
    await createBroadcast(
      broadcasts,
      {
        _id: id, kind: "promoted", audience: { contacts: [contact], ...(kind === "activity" ? { activities: [seat] } : { dialogues: [seat] }) }, expiresAt: startsAt, about: { kind, id: of, revision },
        content: { key: kind === "activity" ? "notice:activity-promoted" : "notice:promoted", params: { ...paramsOf(gathering), code } }, ...(commune ? { commune } : {}), ...(urgent ? { urgent } : {}), ...(at === undefined ? {} : { at, state: "scheduled" as const }),
      },
      now(),
    );
    await enqueue(queue, "plan-broadcast", { broadcast: id }, { id: `plan-${id}` });
  };
}
