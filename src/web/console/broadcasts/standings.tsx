import type { Broadcast, Criterion, Way } from "../../../broadcasts/index.ts";
import { standingsByName, type NoticeStanding } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import type { StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { criterionSentence } from "./audience-sentence.ts";
import { reasonText } from "./show-notice.tsx";

/** Everybody of that name in one's place, each with why they get the notice or do not. */
export async function Standings({ visit, notice, name }: { visit: StaffVisit; notice: Broadcast; name: string }) {
  const { text, desk } = visit;
  const found = await standingsByName(desk, notice._id, name);
  if (found.length === 0) return <Empty title={text("broadcasts:nobody")} hint={text("broadcasts:nobody-called")} />;
  return <ul class="rows">{await Promise.all(found.map((one) => Line({ visit, notice, one })))}</ul>;
}

async function Line({ visit, notice, one }: { visit: StaffVisit; notice: Broadcast; one: NoticeStanding }) {
  const { text, desk } = visit;
  const branch = one.branch && desk.tree.all.get(one.branch)?.label;
  const body = (
    <>
      <strong>{one.name || text("clubs:no-name")}{branch && ` (${branch})`}</strong>
      <span>{await standingText(visit, notice, one)}</span>
    </>
  );
  return <li>{one.person && desk.can("people.read") ? <a href={`/console/people/${one.person}`}>{body}</a> : <div class="row">{body}</div>}</li>;
}

/** Why somebody gets a notice or not, as a full sentence. */
export async function standingText(visit: StaffVisit, { audience }: Pick<Broadcast, "audience">, one: NoticeStanding): Promise<string> {
  const { text } = visit;
  const channel = one.channel ? text(`broadcasts:channel-${one.channel}`) : "";
  const said = async (criteria: Parameters<typeof criterionSentence>[1], names: readonly Criterion[]): Promise<string> => (await Promise.all(names.map((name) => criterionSentence(visit, criteria, name)))).join("; ");
  switch (one.kind) {
    case "row":
      return text(`broadcasts:standing-row-${one.state?.[0] ?? "open"}`, { channel, reason: one.state?.startsWith("f:") ? reasonText(visit, one.state.slice(2)) : "", known: one.at === undefined ? "no" : "yes", when: one.at === undefined ? "" : showTime(visit, one.at) });
    case "outside":
      return one.fails === "court" || one.fails === "together" ? text(`broadcasts:standing-${one.fails}`) : text("broadcasts:standing-fails", { criterion: await said(audience, [one.fails]) });
    case "excepted":
      return text("broadcasts:standing-excepted", { criterion: await said(audience.except ?? {}, one.by) });
    case "way":
      return one.late ? text("broadcasts:standing-late") : wayText(visit, one, channel);
  }
}

/** What the planner would do for somebody: "nhận ngay qua Zalo, đến 21:30 23/11/2026 còn nhắn được". */
export function wayText(visit: StaffVisit, { rule, until, price }: { rule: Way["rule"]; until?: number; price?: number }, channel: string): string {
  const { text } = visit;
  return text(`broadcasts:way-${rule}`, { channel, known: until === undefined ? "no" : "yes", until: until === undefined ? "" : showTime(visit, until), cost: new Intl.NumberFormat("vi-VN").format(price ?? 0) });
}
