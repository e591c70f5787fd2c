import { z } from "zod";
import { keepsDues, owes, type Due } from "../people/index.ts";
import { within } from "../staff/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { inReach } from "./people.ts";
import { OfficeError } from "./office-error.ts";

/** Đồng a month: unsalaried, salaried (NQ 07-NQ/TWĐTN, facts §3). */
export const duesRates = [2000, 5000] as const;

/** `{months: ["2026-03"], amount}` of the API. */
export const duesInput = z.strictObject({ months: z.array(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "month-wrong")).min(1, "field-missing").max(36, "too-long"), amount: z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(10_000_000, "field-wrong") });

export async function recordDuesInput(desk: Desk, person: string, input: unknown): Promise<number> {
  const { months, amount } = checked(duesInput, input);
  return recordDues(desk, person, months, amount);
}

/** Months somebody paid for, the newest first. */
export async function duesOf(desk: Desk, person: string): Promise<Due[]> {
  await inReach(desk, person, "people.read");
  return (await desk.ports.people.dues.find({ person }).lean<Due[]>()).sort((a, b) => (a.month < b.month ? 1 : -1));
}

/** Writes paid months down; the same month twice is one row. Returns how many were new. */
export async function recordDues(desk: Desk, person: string, months: readonly string[], amount: number): Promise<number> {
  const of = await inReach(desk, person, "people.write");
  const wanted = [...new Set(months)].filter((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month));
  if (wanted.length === 0 || wanted.length > 36 || !Number.isInteger(amount) || amount < 0 || amount > 10_000_000) throw new OfficeError(422, "fields-wrong", { fields: { month: "month-wrong" } });
  let fresh = 0;
  for (const month of wanted) {
    const written = await desk.ports.people.dues.updateOne(
      { _id: `${person}|${month}` },
      { $setOnInsert: { person, commune: of.commune, ...(of.branch ? { branch: of.branch } : {}), month, amount, paidAt: desk.now, by: desk.actor.id } },
      { upsert: true },
    );
    fresh += written.upsertedCount;
  }
  if (fresh > 0) await desk.audit("person.dues", { subject: { kind: "person", id: person }, commune: of.commune, after: { months: wanted, amount } });
  return fresh;
}

/** Takes a month back that was entered by mistake. */
export async function removeDue(desk: Desk, person: string, month: string): Promise<void> {
  const of = await inReach(desk, person, "people.write");
  const gone = await desk.ports.people.dues.deleteOne({ _id: `${person}|${month}` });
  if (gone.deletedCount === 1) await desk.audit("person.dues", { subject: { kind: "person", id: person }, commune: of.commune, before: { months: [month] } });
}

/** The last `count` months up to `now`, the newest first: "2026-11". */
export function lastMonths(now: number, count: number): string[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, back) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)).toISOString().slice(0, 7));
}

/** Members over `years`: for the maturity ceremony, or a talk about staying on (facts §3). At most `most`, the oldest first. */
export async function comingOfAge(desk: Desk, years: number, most = 200): Promise<{ id: string; name: string; branch?: string; birth: string }[]> {
  const before = `${new Date(desk.now).getUTCFullYear() - years}${new Date(desk.now).toISOString().slice(4, 10)}`;
  const found = await desk.ports.people.people.find({ ...within(desk.scope("people.read")), standing: "member", status: "active", birth: { $lt: before } }, { name: 1, branch: 1, birth: 1 }).limit(most).lean<{ _id: string; name: string; branch?: string; birth: string }[]>();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest })).sort((a, b) => (a.birth < b.birth ? -1 : 1));
}

/**
 * Members who paid nothing for the three months before this one and were members all the while: shown for a talk, never decided
 * (facts §3, striking off). At most `most`.
 */
export async function owingMembers(desk: Desk, most = 200): Promise<{ id: string; name: string; branch?: string }[]> {
  const months = lastMonths(desk.now, 4).slice(1);
  const where = within(desk.scope("people.read"));
  const paid = new Set((await desk.ports.people.dues.find({ month: { $in: months }, ...where }, { person: 1 }).lean<Due[]>()).map((due) => due.person));
  if (paid.size === 0 && !(await keepsDues(desk.ports.people, where))) return [];
  const found: { id: string; name: string; branch?: string }[] = [];
  for await (const one of desk.ports.people.people.find({ ...where, standing: "member", status: "active" }, { name: 1, branch: 1, standing: 1, status: 1, admittedOn: 1 }).lean().cursor()) {
    if (!owes(one, months, paid)) continue;
    found.push({ id: one._id, name: one.name, ...(one.branch ? { branch: one.branch } : {}) });
    if (found.length >= most) break;
  }
  return found;
}
