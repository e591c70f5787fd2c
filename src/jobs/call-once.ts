import { calmAt, noteCalled, wasCalled, type BroadcastModels, type calendarReminders, type NoticeRules } from "../broadcasts/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { StaffCall } from "../office/index.ts";

export type WaitingQuestion = { code: string; askedAt: number };

export type CalendarPorts = {
  broadcasts: BroadcastModels;
  /** Communes there are now. */
  communes(): Promise<string[]>;
  rules(commune: string | undefined): Promise<NoticeRules>;
  keepsDues(commune: string): Promise<boolean>;
  /** Who holds a post in a commune: their chats, and how many have none. */
  holders(commune: string, title: "secretary" | "branch-secretary"): Promise<{ people: number; chats: ContactId[]; silent: number }>;
  /** Unanswered questions that were asked in a time, the oldest first. */
  waitingQuestions(commune: string | undefined, asked: { from: number; before: number }): Promise<WaitingQuestion[]>;
  callStaff(call: StaffCall): Promise<void>;
  plan(broadcast: string): Promise<void>;
  timeZone: string;
  now(): number;
};

/** When people read what comes of itself: not at midnight, when the day begins. */
export const morning = "08:30";

/** Whether a unit wants a reminder. */
export function wants(rules: NoticeRules, reminder: (typeof calendarReminders)[number]): boolean {
  return !rules.without.includes(reminder);
}

/**
 * Calls staff once, not while their unit rests. The call goes first and is one message by its id for three days; that it went is
 * written afterwards and holds for good.
 */
export async function callOnce(call: StaffCall, { broadcasts, rules, callStaff, timeZone, now }: CalendarPorts): Promise<void> {
  if (await wasCalled(broadcasts, call.id)) return;
  if (calmAt(await rules(call.commune), now(), timeZone).quiet) return;
  await callStaff(call);
  await noteCalled(broadcasts, call.id, now());
}
