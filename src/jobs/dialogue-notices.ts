import { createBroadcast, type BroadcastContent, type BroadcastModels } from "../broadcasts/index.ts";
import type { Json } from "../core/json.ts";
import { enqueue, type JobQueue, type Jobs } from "./queues.ts";

/** What reminders need to know of a dialogue. */
export type DialogueNotice = { id: string; state: string; revision: number; startsAt: number; title: string; place: string };

export type NoticePorts = {
  broadcasts: BroadcastModels;
  queue: JobQueue;
  dialogue(id: string): Promise<DialogueNotice | undefined>;
  /** Dialogues that are ahead, or were cancelled or moved and would still be ahead. */
  dialoguesAhead(now: number): Promise<DialogueNotice[]>;
  remindersBeforeMs: readonly number[];
  now(): number;
};

/** How late a reminder may go out (the service was off); later it would only confuse. */
const lateMs = 30 * 60_000;

/**
 * Brings the queue in line with the dialogues: a delayed job for each reminder of the present revision, and a notice to the
 * registered for each move or cancellation. All ids are deterministic, so it may run at every change, at every start and
 * every few minutes, in any number of processes.
 */
export async function alignDialogueNotices(ports: NoticePorts): Promise<void> {
  for (const dialogue of await ports.dialoguesAhead(ports.now())) {
    if (dialogue.state === "cancelled") await announce("cancelled", dialogue, ports);
    else {
      if (dialogue.revision > 1) await announce("moved", dialogue, ports);
      await planReminders(dialogue, ports);
    }
  }
}

async function planReminders(dialogue: DialogueNotice, ports: NoticePorts): Promise<void> {
  const now = ports.now();
  for (const beforeMs of ports.remindersBeforeMs) {
    const delayMs = dialogue.startsAt - beforeMs - now;
    if (delayMs < -lateMs || now >= dialogue.startsAt) continue;
    const id = reminderId(dialogue, beforeMs);
    await enqueue(ports.queue, "remind-dialogue", { dialogue: dialogue.id, revision: dialogue.revision, beforeMs }, { id, delayMs: Math.max(0, delayMs) });
  }
}

/** The reminder's time has come. One of an old revision, of a cancelled dialogue, or too late, does nothing. */
export async function remindDialogue(job: Jobs["remind-dialogue"], ports: NoticePorts): Promise<void> {
  const dialogue = await ports.dialogue(job.dialogue);
  const now = ports.now();
  if (!dialogue || dialogue.state === "cancelled" || dialogue.revision !== job.revision) return;
  if (now >= dialogue.startsAt || now > dialogue.startsAt - job.beforeMs + lateMs) return;
  const key = job.beforeMs >= 12 * 3_600_000 ? "notice:reminder-day-before" : "notice:reminder-hours-before";
  await send(reminderId(dialogue, job.beforeMs), "reminder", { key, params: params(dialogue) }, dialogue, ports);
}

async function announce(kind: "moved" | "cancelled", dialogue: DialogueNotice, ports: NoticePorts): Promise<void> {
  const key = kind === "moved" ? "notice:dialogue-moved" : "notice:dialogue-cancelled";
  await send(`${kind}-${dialogue.id}-${dialogue.revision}`, kind, { key, params: params(dialogue) }, dialogue, ports);
}

async function send(id: string, kind: "reminder" | "moved" | "cancelled", content: BroadcastContent, dialogue: DialogueNotice, ports: NoticePorts): Promise<void> {
  await createBroadcast(ports.broadcasts, { _id: id, kind, audience: { kind: "dialogue", id: dialogue.id, ...(kind === "reminder" ? { seatedOnly: true } : {}) }, content }, ports.now());
  await enqueue(ports.queue, "plan-broadcast", { broadcast: id }, { id: `plan-${id}` });
}

function reminderId(dialogue: DialogueNotice, beforeMs: number): string {
  return `reminder-${dialogue.id}-${dialogue.revision}-${Math.round(beforeMs / 60_000)}`;
}

function params(dialogue: DialogueNotice): Record<string, Json> {
  return { title: dialogue.title, place: dialogue.place, when: dialogue.startsAt };
}
