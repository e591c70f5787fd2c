import { setTimeout as sleep } from "node:timers/promises";
import { broadcastProgress, createBroadcast, type BroadcastProgress, type NewBroadcast } from "../broadcasts/index.ts";
import { enqueue } from "../jobs/queues.ts";
import { isTransient } from "../jobs/transient.ts";
import type { Service } from "../service/service.ts";
import { print } from "./command.ts";

/** Writes a broadcast down and hands it to the queue. */
export async function sendBroadcast(service: Service, broadcast: NewBroadcast): Promise<void> {
  await createBroadcast(service.rooms.broadcasts, broadcast, Date.now());
  await enqueue(service.queue, "plan-broadcast", { broadcast: broadcast._id }, { id: `plan-${broadcast._id}` });
}

/** Draws the bar until everyone has an outcome. Leaving early stops nothing: the service goes on. */
export async function watchBroadcast(service: Service, id: string): Promise<number> {
  let quietSince = Date.now();
  let last = "";
  for (;;) {
    const progress = await broadcastProgress(service.rooms.broadcasts, id).catch((error: unknown) => {
      if (isTransient(error)) return "away" as const; // the store starts again; the notice goes on meanwhile
      throw error;
    });
    if (!progress) return 1;
    if (progress === "away") {
      await sleep(500);
      continue;
    }
    const line = bar(progress);
    if (line !== last) {
      quietSince = Date.now();
      draw(line, last);
      last = line;
    }
    if (progress.state !== "planning" && progress.open === 0) break;
    if (Date.now() - quietSince > 60_000) {
      print("\nNothing has moved for a minute: is a worker running? The notice goes on when one does.");
      return 1;
    }
    await sleep(200);
  }
  print();
  return 0;
}

function draw(line: string, last: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r${line.padEnd(last.length)}` : `${line}\n`);
}

function bar({ total, open, counts }: BroadcastProgress): string {
  const share = total === 0 ? 1 : (total - open) / total;
  const filled = Math.round(share * 24);
  const parts = [`sent ${counts.s + counts.d + counts.r + counts.a}`, `failed ${counts.f}`, `unknown ${counts.u}`, `opted out ${counts.o}`, `out of reach ${counts.x}`, `window closed ${counts.w}`, ...(counts.n > 0 ? [`never started ${counts.n}`] : [])];
  return `[${"#".repeat(filled)}${".".repeat(24 - filled)}] ${total - open}/${total}  ${parts.join(", ")}`;
}
