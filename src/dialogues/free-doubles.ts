import type { ContactId } from "../core/contact-id.ts";
import { cancelRegistration } from "./cancel-registration.ts";
import { dialogueById, type DialogueModels, type Registration } from "./model.ts";
import type { TellPromotion } from "./promote.ts";

/**
 * Somebody's contacts turned out to be one human being: of several places in what is still ahead the best stays, the others go to who
 * waits. Which one is best is the same whoever asks, so doing it twice or at two places at once frees no more. Returns how many.
 */
export async function freeDoubles(models: DialogueModels, contacts: readonly ContactId[], mark: string, now: number, tell: TellPromotion): Promise<number> {
  if (contacts.length < 2) return 0;
  const held = await models.registrations.find({ contact: { $in: [...contacts] } }).lean<Registration[]>();
  let freed = 0;
  for (const [dialogue, places] of Map.groupBy(held.filter((one) => one.state !== "cancelled"), (one) => one.dialogue)) {
    if (places.length < 2 || ((await dialogueById(models, dialogue))?.startsAt ?? 0) <= now) continue;
    const [, ...others] = places.sort(better);
    for (const { contact } of others) if (await cancelRegistration(models, { dialogue, contact, mark, now }, tell)) freed++;
  }
  return freed;
}

/** A seat before a waiting place, one with a question before one without, then the earlier. */
function better(a: Registration, b: Registration): number {
  return Number(b.state === "seated") - Number(a.state === "seated") || Number(b.willAsk) - Number(a.willAsk) || a.ticket - b.ticket || a._id.localeCompare(b._id);
}
