import { audiencePage, wayTo, type AudiencePerson, type AudiencePhase, type Broadcast, type Way } from "../../broadcasts/index.ts";
import { contactParts } from "../../core/contact-id.ts";
import { reaches } from "../../staff/index.ts";
import type { Desk } from "../desk.ts";
import { notFound } from "../office-error.ts";
import { readOwn } from "./place.ts";

/** How somebody would get a notice as things stand: `until`, when a free window ends; `price`, VND. */
export type PlannedRow = { contact: string | undefined; person: string | undefined; name: string; branch: string | undefined; channel: string | undefined; rule: Way["rule"]; until?: number; price?: number };

/** Candidates looked at for one page: of a narrow audience most of them are not meant. */
const [mostScanned, atOnce] = [5_000, 200];
type From = { phase: AudiencePhase; cursor: string };

/** Who would get a notice by which way, person by person, before anything is sent; the look is written down. `next`: where the next page begins. */
export async function noticePlan(desk: Desk, id: string, { after, limit = 50, rules }: { after?: string; limit?: number; /** Only these. */ rules?: readonly Way["rule"][] } = {}): Promise<{ rows: PlannedRow[]; next?: string }> {
  const broadcast = await readOwn(desk, id);
  await lookAt(desk, broadcast);
  const rows: PlannedRow[] = [];
  let from = fromOf(after);
  for (let scanned = 0; from.phase !== "planned" && rows.length < limit && scanned < mostScanned; ) {
    const page = await audiencePage(desk.ports.notices.audience, broadcast.audience, from, Math.min(atOnce, limit - rows.length), desk.now);
    rows.push(...page.people.map((person) => plannedRow(desk, broadcast, person)).filter((row) => !rules || rules.includes(row.rule)));
    scanned += Math.max(1, page.scanned);
    from = page;
  }
  return { rows, ...(from.phase === "planned" ? {} : { next: `${from.phase}|${from.cursor}` }) };
}

/** Rules by which somebody does not get it at once, for the loudspeaker's list before it is sent. */
export const unreached: readonly Way["rule"][] = ["parked", "blocked", "never-started", "channel-off"];

/** Whoever looks through a notice's people by name is written down; who owes dues is for those alone who may read that of each. */
export async function lookAt(desk: Desk, { _id: id, commune, audience }: Broadcast): Promise<void> {
  if (audience.owing && !reaches(desk.scope("people.read"), { commune })) throw notFound();
  await desk.audit("broadcast.rows", { subject: { kind: "broadcast", id }, commune, look: true });
}

function plannedRow({ ports, now }: Desk, { purpose }: Broadcast, person: AudiencePerson): PlannedRow {
  const way = wayTo(person, purpose, ports.notices.accounts, now);
  const { record } = person;
  const chat = person.contacts.find((one) => one.profile?.name);
  const contact = way.contact;
  return {
    contact, person: record?.id, name: record?.name ?? chat?.profile.name ?? "", branch: record?.branch ?? person.contacts.find((one) => one.profile?.branch)?.profile.branch, channel: contact && contactParts(contact).channel, rule: way.rule,
    ...("until" in way && way.until !== undefined ? { until: way.until } : {}), ...(way.rule === "paid" ? { price: way.price } : {}),
  };
}

function fromOf(after: string | undefined): From {
  const [, phase, cursor] = /^(contacts|register)\|(.{0,200})$/s.exec(after ?? "") ?? [];
  return phase ? { phase: phase as AudiencePhase, cursor: cursor! } : { phase: "contacts", cursor: "" };
}
