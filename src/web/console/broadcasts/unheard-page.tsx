import { broadcastProgress, type Broadcast, type Letter } from "../../../broadcasts/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { noticePlan, noticeRows, readOwnNotice, unheard, unreached } from "../../../office/index.ts";
import { exportFile } from "../export-file.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { titleOf } from "./list-notices.tsx";
import { stateText } from "./notice-people.tsx";
import { wayText } from "./standings.tsx";

/** As many as one prints at once; the others stand on further pages and in the workbook. */
const perPage = 1_000;

/** Somebody the loudspeaker must reach; `unknown`: it may have arrived. */
type Unheard = { name: string; branch: string | undefined; why: string; unknown: boolean };
type Page = { people: Unheard[]; next?: string | undefined };

/** Who did not hear of it, for the village loudspeaker or a walk: to print, by branch. Before it is sent: whom it would not reach. */
export async function unheardPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, params, query } = visit;
  const notice = await readOwnNotice(desk, params["id"]!);
  const after = field(query, "after", 220);
  const [{ people, next }, total] = [await pageOf(visit, notice, after || undefined), await countOf(visit, notice)];
  const [unknown, others] = [people.filter((one) => one.unknown), people.filter((one) => !one.unknown)];
  const byBranch = Map.groupBy(others, (one) => (one.branch && desk.tree.all.get(one.branch)?.name) || text("broadcasts:no-branch"));
  return {
    title: text("broadcasts:unheard"),
    at: "broadcasts",
    page: (
      <>
        <p><a href={`/console/broadcasts/${notice._id}`}>{titleOf(visit, notice)}</a></p>
        {"texts" in notice.content && <blockquote>{notice.content.texts.vi}</blockquote>}
        {total && <p>{text(isBefore(notice) ? "broadcasts:unreached-count" : "broadcasts:unheard-count", { count: total.unheard })}{total.unknown > 0 && ` ${text("broadcasts:unknown-count", { count: total.unknown })}`}</p>}
        {desk.can("people.export") && <p class="bar"><a role="button" class="secondary" href={`/console/broadcasts/${notice._id}/unheard/export`}>{text("people:export")}</a></p>}
        {[...byBranch].sort(([a], [b]) => a.localeCompare(b, "vi")).map(([branch, named]) => <Names title={branch} people={named} visit={visit} />)}
        {unknown.length > 0 && <Names title={text("broadcasts:unknown-people")} people={unknown} visit={visit} />}
        {next && <p class="bar"><a role="button" class="secondary" href={`/console/broadcasts/${notice._id}/unheard?${new URLSearchParams({ after: next })}`}>{text("console:next")}</a></p>}
      </>
    ),
  };
}

function Names({ title, people, visit: { text } }: { title: string; people: readonly Unheard[]; visit: StaffVisit }) {
  return (
    <section>
      <h2>{title} ({people.length})</h2>
      <ol>{people.map((one) => <li>{one.name || text("clubs:no-name")} <small>{one.why}</small></li>)}</ol>
    </section>
  );
}

/** All of them as a workbook. */
export async function exportUnheard(visit: StaffVisit): Promise<Reply> {
  const notice = await readOwnNotice(visit.desk, visit.params["id"]!);
  const columns = ["name", "branch", "why"].map((key) => ({ key, title: visit.text(`broadcasts:unheard-${key}`), width: 28 }));
  return exportFile(visit, { list: "broadcasts", columns, rows: allRows(visit, notice) });
}

async function* allRows(visit: StaffVisit, notice: Broadcast): AsyncIterable<ExportRow> {
  for (let after: string | undefined; ; ) {
    const { people, next } = await pageOf(visit, notice, after);
    for (const { name, branch, why } of people) yield { name, branch: visit.desk.tree.all.get(branch ?? "")?.name, why };
    if (!next) return;
    after = next;
  }
}

function isBefore({ state, phase }: Broadcast): boolean {
  return state === "draft" || state === "waiting" || state === "scheduled" || (state === "planning" && phase !== "planned");
}

async function pageOf(visit: StaffVisit, notice: Broadcast, after: string | undefined): Promise<Page> {
  const { desk, text } = visit;
  const from = after === undefined ? {} : { after };
  if (isBefore(notice)) {
    const { rows, next } = await noticePlan(desk, notice._id, { rules: unreached, limit: perPage, ...from });
    return { people: rows.map((row) => ({ name: row.name, branch: row.branch, why: wayText(visit, row, row.channel ? text(`broadcasts:channel-${row.channel}`) : ""), unknown: false })), next };
  }
  const { rows, next } = await noticeRows(desk, notice._id, { letters: [...unheard, "u"], limit: perPage, ...from });
  return { people: rows.map((row) => ({ name: row.name, branch: row.branch, why: stateText(visit, row.state), unknown: row.state?.[0] === "u" })), next };
}

/** Of all pages; undefined before it is counted. */
async function countOf({ desk }: StaffVisit, notice: Broadcast): Promise<{ unheard: number; unknown: number } | undefined> {
  if (isBefore(notice)) {
    const reach = notice.preview?.state === "ready" ? notice.preview.reach : undefined;
    return reach && { unheard: reach.later + Object.entries(reach.unreachable).reduce((sum, [reason, count]) => sum + (reason === "opted-out" ? 0 : count), 0), unknown: 0 };
  }
  const counts = (await broadcastProgress(desk.ports.broadcasts, notice._id))?.counts;
  return counts && { unheard: unheard.reduce((sum, letter: Letter) => sum + counts[letter], 0), unknown: counts.u };
}
