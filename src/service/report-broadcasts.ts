import { broadcastProgress, type Broadcast, type BroadcastProgress } from "../broadcasts/index.ts";
import { shortened } from "../turns/sources/page-of.ts";
import type { Service } from "./service.ts";

/** What is through sooner is told by its result alone. */
const toldAfterMs = 15_000;
/** A notice is known again by its first words. */
const longestWords = 40;

/** Tells whoever wrote a notice in chat how far it is, at each quarter, and how it ended. Each of these has one id, so it is one message however often this runs. */
export async function reportBroadcasts(service: Pick<Service, "rooms" | "office">, now: number): Promise<void> {
  const { broadcasts } = service.rooms.broadcasts;
  for (const broadcast of await broadcasts.find({ reportTo: { $gt: "" }, state: { $in: ["sending", "done", "cancelled"] } }).lean<Broadcast[]>()) {
    const { _id, state, reportTo, closed } = broadcast;
    const progress = await broadcastProgress(service.rooms.broadcasts, _id);
    if (!progress || !reportTo) continue;
    if (state === "sending") await reportProgress(service, broadcast, progress, now);
    // A cancelled one's rows take a moment to say so.
    else if (state === "done" || closed) {
      await service.office.tell({ id: `notice-result|${_id}`, contact: reportTo, key: "send-notice:result", params: paramsOf(broadcast, progress) });
      await broadcasts.updateOne({ _id }, { $unset: { reportTo: 1 } });
    }
  }
}

async function reportProgress({ rooms, office }: Pick<Service, "rooms" | "office">, broadcast: Broadcast, progress: BroadcastProgress, now: number): Promise<void> {
  const { _id, reportTo, startedAt = now, reported = 0 } = broadcast;
  const quarter = progress.total === 0 ? 0 : Math.floor(((progress.total - progress.open) / progress.total) * 4);
  if (now - startedAt < toldAfterMs || quarter <= reported || quarter >= 4) return;
  await office.tell({ id: `notice-progress|${_id}|${quarter}`, contact: reportTo!, key: "send-notice:progress", params: paramsOf(broadcast, progress) });
  await rooms.broadcasts.broadcasts.updateOne({ _id }, { $set: { reported: quarter } });
}

function paramsOf({ content, state }: Broadcast, { counts, total }: BroadcastProgress): Record<string, unknown> {
  const words = "texts" in content ? shortened(content.texts.vi, longestWords) : "";
  return { words, state, total, sent: counts.s + counts.d + counts.r + counts.a, later: counts.w, failed: counts.f + counts.u, unreachable: counts.o + counts.x + counts.n + counts.e };
}
