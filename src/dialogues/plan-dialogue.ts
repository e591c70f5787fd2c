import { dialogueById, type Dialogue, type DialogueModels } from "./model.ts";
import { promote, type TellPromotion } from "./promote.ts";

export type NewDialogue = Pick<Dialogue, "_id" | "title" | "label" | "theme" | "place" | "startsAt" | "capacity" | "questionsUntil" | "commune">;
/** Brings the queue's reminders in line with a dialogue that changed. */
export type PlanReminders = (dialogue: string) => Promise<void>;

export function isDialogueId(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,27}$/.test(id);
}

/** Opens a dialogue for registration. False: the id is taken, nothing was changed. */
export async function createDialogue(models: DialogueModels, dialogue: NewDialogue): Promise<boolean> {
  if (!isDialogueId(dialogue._id)) throw new Error("a dialogue's id is 1 to 28 characters of a-z, 0-9 and -");
  try {
    await models.dialogues.create({ ...dialogue, state: "open", revision: 1, seating: { left: dialogue.capacity, waiting: 0, ticket: 0, claims: [] } });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return false;
  }
}

/** Moves a dialogue to another time (epoch ms): one revision more, so that reminders of the old time do nothing. False: missing or cancelled. */
export async function moveDialogue(models: DialogueModels, id: string, startsAt: number, planReminders: PlanReminders): Promise<boolean> {
  const before = await dialogueById(models, id);
  if (before) await models.dialogues.updateOne({ _id: id, state: { $ne: "cancelled" }, startsAt: { $ne: startsAt } }, { $set: { startsAt, changedAt: Date.now(), movedFrom: knownStart(before, Date.now()) }, $inc: { revision: 1 } });
  const dialogue = await dialogueById(models, id);
  if (!dialogue || dialogue.state === "cancelled") return false;
  // Also when it stood there already: the call before may have died here.
  await planReminders(id);
  return true;
}

/** The earliest time ahead at which people may believe something begins: moved twice in a night, some have not heard of the first move yet. */
export function knownStart({ startsAt, movedFrom }: Pick<Dialogue, "startsAt" | "movedFrom">, now: number): number {
  return movedFrom !== undefined && movedFrom > now ? Math.min(startsAt, movedFrom) : startsAt;
}

/** Calls a dialogue off. Registrations stay, so that its people can be told. False: missing. */
export async function cancelDialogueEvent(models: DialogueModels, id: string, planReminders: PlanReminders): Promise<boolean> {
  await models.dialogues.updateOne({ _id: id, state: { $ne: "cancelled" } }, { $set: { state: "cancelled", changedAt: Date.now() }, $inc: { revision: 1 } });
  if (!(await dialogueById(models, id))) return false;
  await planReminders(id);
  return true;
}

/** Ends or reopens registration; those waiting still get seats that become free. */
export async function setRegistrationOpen(models: DialogueModels, id: string, open: boolean): Promise<boolean> {
  const changed = await models.dialogues.updateOne({ _id: id, state: { $ne: "cancelled" } }, { $set: { state: open ? "open" : "closed" } });
  return changed.matchedCount === 1;
}

/** A bigger or smaller hall. Nobody loses a seat: below the number of seated, freed seats disappear first. */
export async function changeCapacity(models: DialogueModels, id: string, capacity: number, tell: TellPromotion, now: number): Promise<boolean> {
  for (;;) {
    const dialogue = await dialogueById(models, id);
    if (!dialogue) return false;
    const by = capacity - dialogue.capacity;
    const changed = await models.dialogues.updateOne({ _id: id, capacity: dialogue.capacity }, { $set: { capacity }, $inc: { "seating.left": by } });
    if (changed.matchedCount === 1) break;
  }
  await promote(models, id, tell, now);
  return true;
}
