import type { Broadcast } from "../../../broadcasts/index.ts";
import { listBroadcasts } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

const perPage = 50;
const chips = ["draft", "waiting", "scheduled", "sending", "paused", "done", "cancelled"] as const;

export async function listNotices(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query } = visit;
  const [state, automatic] = [field(query, "state", 12), field(query, "automatic", 1) === "1"];
  const before = /^\d{1,15}$/.test(field(query, "before", 15)) ? Number(field(query, "before", 15)) : undefined;
  const notices = await listBroadcasts(desk, { limit: perPage, automatic, ...(state ? { state } : {}), ...(before === undefined ? {} : { before }) });
  const more = new URLSearchParams({ ...(state ? { state } : {}), ...(automatic ? { automatic: "1" } : {}), before: String(notices.at(-1)?.createdAt ?? "") });
  return {
    title: text("broadcasts:title"),
    at: "broadcasts",
    page: (
      <>
        <p class="bar">
          {desk.can("broadcasts.write") && <a role="button" href="/console/broadcasts/new">{text("broadcasts:new")}</a>}
          <a role="button" class="secondary" href="/console/broadcasts/settings">{text("broadcasts:settings")}</a>
        </p>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href="/console/broadcasts" aria-current={!state && !automatic ? "true" : undefined}>{text("people:all")}</a></li>
          {chips.map((one) => <li><a href={`/console/broadcasts?state=${one}`} aria-current={state === one ? "true" : undefined}>{text(`broadcasts:state-${one}`)}</a></li>)}
          <li><a href="/console/broadcasts?automatic=1" aria-current={automatic ? "true" : undefined}>{text("broadcasts:automatic")}</a></li>
        </ul>
        <div id="notices" data-topic="broadcasts">
          {notices.length === 0 ? <Empty title={text("broadcasts:empty")} hint={text("broadcasts:empty-hint")} /> : <ul class="rows">{notices.map((one) => <Row visit={visit} notice={one} />)}</ul>}
          {notices.length === perPage && <a role="button" class="secondary" href={`/console/broadcasts?${more}`}>{text("console:next")}</a>}
        </div>
      </>
    ),
  };
}

function Row({ visit, notice }: { visit: StaffVisit; notice: Broadcast }) {
  const { text } = visit;
  const when = notice.state === "scheduled" && notice.at ? showTime(visit, notice.at) : showTime(visit, notice.startedAt ?? notice.createdAt);
  return (
    <li>
      <a href={`/console/broadcasts/${notice._id}`}>
        <strong>{titleOf(visit, notice)}</strong>
        <span>{[text(`broadcasts:state-${notice.state}`), when, notice.total > 0 ? text("broadcasts:people", { count: notice.total }) : undefined, notice.byName].filter(Boolean).join(" · ")}</span>
      </a>
    </li>
  );
}

const titleCharacters = 70;

/** The first words of a notice; what the service says by itself goes by its kind and what it is about. */
export function titleOf({ text }: Pick<StaffVisit, "text">, { content, kind }: Pick<Broadcast, "content" | "kind">): string {
  if ("key" in content) {
    const about = content.params["title"];
    return typeof about === "string" ? `${text(`broadcasts:kind-${kind}`)}: ${about}` : text(`broadcasts:kind-${kind}`);
  }
  const line = content.texts.vi.split("\n")[0]!;
  const short = [...line].slice(0, titleCharacters).join("");
  return short.length < line.length ? `${short}…` : short;
}
