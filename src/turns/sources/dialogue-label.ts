import type { Dialogue } from "../../dialogues/index.ts";

/** Short title and day, e.g. "Đối thoại 12/12": the day tells dialogues apart. */
export function dialogueLabel(dialogue: Pick<Dialogue, "label" | "startsAt">, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "numeric" }).formatToParts(dialogue.startsAt);
  const part = (type: string): string => String(Number(parts.find((one) => one.type === type)?.value));
  return `${dialogue.label} ${part("day")}/${part("month")}`;
}
