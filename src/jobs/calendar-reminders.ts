import { createBroadcast, type NewBroadcast } from "../broadcasts/index.ts";
import { localTime, wallClock } from "../lib/local-time.ts";
import { lastMonths } from "../office/index.ts";
import { callOnce, morning, wants, type CalendarPorts } from "./call-once.ts";
import { callAboutQuestions } from "./waiting-questions.ts";

const dayMs = 86_400_000;
/** How long a month's dues are reminded of when the service was off on the day; a reminder that is parked ends then, too. */
const duesDays = 10;
/** Evaluations are for the first week after their period. */
const evaluationDays = 7;

/**
 * What comes round by the calendar: dues, evaluations, questions that wait. Each has an id of what it tells and of which period,
 * so it may run every few minutes in any number of processes, and one of an old period is never made.
 */
export async function remindByCalendar(ports: CalendarPorts): Promise<void> {
  const communes = await ports.communes();
  for (const commune of communes) {
    await remindOfDues(commune, ports);
    await remindOfEvaluations(commune, ports);
  }
  if (communes.length > 1) await callOwners(ports);
  for (const commune of [...communes, undefined]) await callAboutQuestions(commune, ports);
}

/** Members who paid for none of the three months before this one, as the dues list tells; only they read it, and no amounts of anybody. */
async function remindOfDues(commune: string, ports: CalendarPorts): Promise<void> {
  const rules = await ports.rules(commune);
  if (!wants(rules, "dues")) return;
  const now = ports.now();
  const month = wallClock(now, ports.timeZone).day.slice(0, 7);
  const from = localTime(`${month}-${String(rules.duesDay).padStart(2, "0")}T${morning}`, ports.timeZone)!;
  if (now < from || now >= from + duesDays * dayMs || !(await ports.keepsDues(commune))) return;
  const months = lastMonths(Date.parse(`${month}-15T00:00:00Z`), 4).slice(1);
  await send(
    {
      _id: `dues-${commune}-${month}`, commune, audience: { units: [commune], roles: ["member"], court: [commune], owing: { commune, months } },
      content: { key: "notice:dues", params: { from: shortMonth(months.at(-1)!), to: shortMonth(months[0]!) } },
      about: { kind: "dues", id: commune, revision: Number(month.replace("-", "")) }, expiresAt: from + duesDays * dayMs,
    },
    ports,
  );
}

/** "2026-03" as people write it. */
function shortMonth(month: string): string {
  return `${Number(month.slice(5))}/${month.slice(0, 4)}`;
}

type Period = { /** "2026-Q2", "2026-H1" */ name: string; year: string; part: number; from: number; until: number };

/** The period of so many months that ended last, in the first week after it. */
export function endedPeriod(months: 3 | 6, now: number, timeZone: string): Period | undefined {
  const [year, month] = wallClock(now, timeZone).day.split("-").map(Number) as [number, number];
  if ((month - 1) % months !== 0) return undefined;
  const from = localTime(`${year}-${String(month).padStart(2, "0")}-01T${morning}`, timeZone)!;
  if (now < from || now >= from + evaluationDays * dayMs) return undefined;
  const part = month === 1 ? 12 / months : (month - 1) / months;
  const of = String(month === 1 ? year - 1 : year);
  return { name: `${of}-${months === 3 ? "Q" : "H"}${part}`, year: of, part, from, until: from + evaluationDays * dayMs };
}

/** Branch secretaries each quarter (R27), the commune's each half year (R26): who is evaluated writes about themselves, who evaluates is called. */
async function remindOfEvaluations(commune: string, ports: CalendarPorts): Promise<void> {
  const [quarter, half] = ([3, 6] as const).map((months) => endedPeriod(months, ports.now(), ports.timeZone));
  if (!quarter || !wants(await ports.rules(commune), "evaluations")) return;
  const branches = await evaluate(commune, "branch-secretary", quarter, ports);
  if (branches.people > 0) {
    const params = { part: quarter.part, year: quarter.year, count: branches.people, silent: branches.silent };
    await callOnce({ id: `evaluation-branches|${commune}|${quarter.name}`, right: "units.write", commune, key: "staff-news:evaluation-branches", params }, ports);
  }
  if (half) await evaluate(commune, "secretary", half, ports);
}

async function evaluate(commune: string, title: "secretary" | "branch-secretary", period: Period, ports: CalendarPorts): Promise<{ people: number; silent: number }> {
  const holders = await ports.holders(commune, title);
  const { name, year, part, until } = period;
  if (holders.chats.length > 0) {
    const key = title === "secretary" ? "notice:evaluation-secretary" : "notice:evaluation-branch";
    const about = { kind: "evaluation" as const, id: commune, revision: Number(`${year}${part}`) };
    await send({ _id: `evaluation-${title}-${commune}-${name}`, commune, audience: { contacts: holders.chats }, content: { key, params: { part, year } }, about, expiresAt: until }, ports);
  }
  return holders;
}

/** Above the communes, where there are several, it is the owners who evaluate their secretaries. */
async function callOwners(ports: CalendarPorts): Promise<void> {
  const half = endedPeriod(6, ports.now(), ports.timeZone);
  if (!half || !wants(await ports.rules(undefined), "evaluations")) return;
  await callOnce({ id: `evaluation-communes|${half.name}`, right: "units.write", commune: undefined, key: "staff-news:evaluation-communes", params: { part: half.part, year: half.year } }, ports);
}

/** Written once by its id; a plan whose job was lost on the way is taken up by the clock of broadcasts. */
async function send(reminder: Pick<NewBroadcast, "_id" | "audience" | "content"> & Partial<NewBroadcast>, ports: CalendarPorts): Promise<void> {
  if (await createBroadcast(ports.broadcasts, { kind: "reminder", purpose: "news", ...reminder }, ports.now())) await ports.plan(reminder._id);
}
