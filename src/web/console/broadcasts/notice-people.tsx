import type { Letter } from "../../../broadcasts/index.ts";
import { noticeReplies, noticeRows, readOwnNotice, type ListedRow } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { titleOf } from "./list-notices.tsx";
import { Standings } from "./standings.tsx";
import { reasonText } from "./show-notice.tsx";

const perPage = 50;
const letters = "sdrafuoxnwecp-";

/** Each person's outcome: "why didn't Lan get it?" */
export async function noticePeople(visit: StaffVisit): Promise<Reply> {
  const { text, desk, params, query } = visit;
  const id = params["id"]!;
  const chosen = [...field(query, "letters", 14)].filter((one): one is Letter | "-" => letters.includes(one));
  const [name, after] = [field(query, "q", 60), field(query, "after", 12)];
  const notice = await readOwnNotice(desk, id);
  const { rows, next } = await noticeRows(desk, id, { limit: perPage, ...(chosen.length > 0 ? { letters: chosen } : {}), ...(name ? { name } : {}), ...(after ? { after } : {}) });
  const more = new URLSearchParams({ ...(chosen.length > 0 ? { letters: chosen.join("") } : {}), ...(name ? { q: name } : {}), after: next ?? "" });
  return {
    title: text("broadcasts:people-log"),
    at: "broadcasts",
    page: (
      <>
        <p><a href={`/console/broadcasts/${id}`}>{titleOf(visit, notice)}</a></p>
        <form role="search" action={`/console/broadcasts/${id}/people`} data-live-search="#rows">
          <input type="search" name="q" value={name} aria-label={text("broadcasts:find-person")} placeholder={text("broadcasts:find-person")} maxLength={60} />
          {chosen.length > 0 && <input type="hidden" name="letters" value={chosen.join("")} />}
        </form>
        <div id="rows">
          {rows.length === 0 && name ? await Standings({ visit, notice, name }) : rows.length === 0 ? <Empty title={text("broadcasts:nobody")} hint={text("broadcasts:nobody-hint")} /> : <ul class="rows">{rows.map((row) => <Row visit={visit} row={row} />)}</ul>}
          {next && <a role="button" class="secondary" href={`/console/broadcasts/${id}/people?${more}`}>{text("console:next")}</a>}
        </div>
      </>
    ),
  };
}

function Row({ visit, row }: { visit: StaffVisit; row: ListedRow }) {
  const { text, desk } = visit;
  const name = row.name || text("clubs:no-name");
  const branch = row.branch && desk.tree.all.get(row.branch)?.label;
  const body = (
    <>
      <strong>{name}</strong>
      <span>{[stateText(visit, row.state), branch, row.channel && text(`broadcasts:channel-${row.channel}`)].filter(Boolean).join(" · ")}</span>
    </>
  );
  return <li>{row.person && desk.can("people.read") ? <a href={`/console/people/${row.person}`}>{body}</a> : <div class="row">{body}</div>}</li>;
}

/** A row's state as a sentence. */
export function stateText(visit: Pick<StaffVisit, "text">, state: string | undefined): string {
  if (state === undefined) return visit.text("broadcasts:row-open");
  if (state.startsWith("f:")) return visit.text("broadcasts:row-f", { reason: reasonText(visit, state.slice(2)) });
  return visit.text(`broadcasts:row-${state[0]}`);
}

export async function repliesPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, params, query } = visit;
  const id = params["id"]!;
  const before = /^\d{1,15}$/.test(field(query, "before", 15)) ? Number(field(query, "before", 15)) : undefined;
  const [notice, replies] = [await readOwnNotice(desk, id), await noticeReplies(desk, id, { limit: perPage, ...(before === undefined ? {} : { before }) })];
  return {
    title: text("broadcasts:replies", { count: replies.length }),
    at: "broadcasts",
    page: (
      <>
        <p><a href={`/console/broadcasts/${id}`}>{titleOf(visit, notice)}</a></p>
        {replies.length === 0 && <Empty title={text("broadcasts:no-replies")} hint={text("broadcasts:no-replies-hint")} />}
        <ul class="rows">
          {replies.map((one) => {
            const body = <><strong>{one.name || text("clubs:no-name")}</strong> <span>{showTime(visit, one.at)}</span>{one.said && <q>{one.said}</q>}</>;
            return <li>{one.ref ? <a href={`/console/conversations/${one.ref}`}>{body}</a> : <div class="row">{body}</div>}</li>;
          })}
        </ul>
        {replies.length === perPage && <a role="button" class="secondary" href={`/console/broadcasts/${id}/replies?before=${replies.at(-1)!.at}`}>{text("console:next")}</a>}
      </>
    ),
  };
}
