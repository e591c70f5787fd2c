import { noticePlan, readOwnNotice, type PlannedRow } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { titleOf } from "./list-notices.tsx";
import { Standings, wayText } from "./standings.tsx";

const perPage = 50;

/** Before sending: who gets it by which way. A name finds also those who do not, with why. */
export async function planPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, params, query } = visit;
  const id = params["id"]!;
  const [name, after] = [field(query, "q", 60), field(query, "after", 220)];
  const notice = await readOwnNotice(desk, id);
  const { rows, next } = name ? { rows: [], next: undefined } : await noticePlan(desk, id, { limit: perPage, ...(after ? { after } : {}) });
  return {
    title: text("broadcasts:plan"),
    at: "broadcasts",
    page: (
      <>
        <p><a href={`/console/broadcasts/${id}`}>{titleOf(visit, notice)}</a></p>
        <form role="search" action={`/console/broadcasts/${id}/plan`} data-live-search="#rows">
          <input type="search" name="q" value={name} aria-label={text("broadcasts:find-planned")} placeholder={text("broadcasts:find-planned")} maxLength={60} />
        </form>
        <div id="rows">
          {name ? await Standings({ visit, notice, name }) : rows.length === 0 && !next ? <Empty title={text("broadcasts:nobody")} hint={text("office:broadcast-nobody")} /> : <ul class="rows">{rows.map((row) => <Row visit={visit} row={row} />)}</ul>}
          {next && <a role="button" class="secondary" href={`/console/broadcasts/${id}/plan?${new URLSearchParams({ after: next })}`}>{text("console:next")}</a>}
        </div>
      </>
    ),
  };
}

function Row({ visit, row }: { visit: StaffVisit; row: PlannedRow }) {
  const { text, desk } = visit;
  const branch = row.branch && desk.tree.all.get(row.branch)?.label;
  const body = (
    <>
      <strong>{row.name || text("clubs:no-name")}</strong>
      <span>{[wayText(visit, row, row.channel ? text(`broadcasts:channel-${row.channel}`) : ""), branch].filter(Boolean).join(" · ")}</span>
    </>
  );
  return <li>{row.person && desk.can("people.read") ? <a href={`/console/people/${row.person}`}>{body}</a> : <div class="row">{body}</div>}</li>;
}
