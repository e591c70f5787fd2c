import { dayAfter, localTime, wallClock } from "../lib/local-time.ts";
import { callOnce, morning, wants, type CalendarPorts } from "./call-once.ts";

const dayMs = 86_400_000;
/** As many codes as one reads; the rest is a number. */
const mostCodes = 5;

/**
 * Staff are called about a question on the first morning after it waited too long: all of one morning in one message, so each
 * question once. On Mondays one message tells how many of those are still waiting. Never who asked.
 */
export async function callAboutQuestions(commune: string | undefined, ports: CalendarPorts): Promise<void> {
  const rules = await ports.rules(commune);
  if (!wants(rules, "questions")) return;
  const { timeZone, now } = ports;
  const today = wallClock(now(), timeZone).day;
  const waitedMs = rules.questionDays * dayMs;
  const morningOf = (day: string): number => localTime(`${day}T${morning}`, timeZone)!;
  // Yesterday's too: the service may have been off, or the unit at rest.
  for (const day of [dayAfter(today, -1), today]) {
    if (now() < morningOf(day)) continue;
    const id = `questions-wait|${commune ?? "-"}|${day}`;
    await call(id, commune, "staff-news:questions-wait", { from: morningOf(dayAfter(day, -1)) - waitedMs, before: morningOf(day) - waitedMs }, rules.questionDays, ports);
  }
  const monday = dayAfter(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  // Until Wednesday; then the next Monday is nearer.
  if (now() < morningOf(monday) || now() >= morningOf(dayAfter(monday, 2))) return;
  await call(`questions-week|${commune ?? "-"}|${monday}`, commune, "staff-news:questions-week", { from: 0, before: morningOf(dayAfter(monday, -1)) - waitedMs }, rules.questionDays, ports);
}

async function call(id: string, commune: string | undefined, key: string, asked: { from: number; before: number }, days: number, ports: CalendarPorts): Promise<void> {
  const waiting = await ports.waitingQuestions(commune, asked);
  if (waiting.length === 0) return;
  const codes = waiting.slice(0, mostCodes).map((one) => one.code).join(", ");
  const oldest = Math.floor((ports.now() - waiting[0]!.askedAt) / dayMs);
  await callOnce({ id, right: "questions.answer", commune, key, params: { count: waiting.length, codes, more: Math.max(0, waiting.length - mostCodes), days, oldest } }, ports);
}
