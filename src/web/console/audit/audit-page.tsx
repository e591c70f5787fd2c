import type { AuditEntry } from "../../../audit/index.ts";
import { listAudit } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

const perPage = 50;
/** Where what an entry is about can be seen. */
const places: Partial<Record<AuditEntry["subject"]["kind"], string>> = { person: "/console/people/", unit: "/console/units/", club: "/console/clubs/", case: "/console/cases/", request: "/console/privacy/", staff: "/console/staff/" };

export async function auditPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query } = visit;
  const looks = field(query, "looks") === "1";
  const [kind, id] = [field(query, "kind", 20), field(query, "id", 80)];
  const { entries, next } = await listAudit(desk, { looks, ...(kind && id ? { subject: { kind, id } } : {}), ...(field(query, "before") ? { before: field(query, "before", 60) } : {}), limit: perPage });
  const at = (more: Record<string, string>) => `/console/audit?${new URLSearchParams({ ...(looks ? { looks: "1" } : {}), ...(kind && id ? { kind, id } : {}), ...more })}`;
  return {
    title: text("audit:title"),
    at: "audit",
    page: (
      <>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href="/console/audit" aria-current={looks ? undefined : "true"}>{text("audit:changes")}</a></li>
          <li><a href="/console/audit?looks=1" aria-current={looks ? "true" : undefined}>{text("audit:looks")}</a></li>
        </ul>
        <p class="bar"><a role="button" class="secondary" href={at({}).replace("/audit?", "/audit/export?")}>{text("people:export")}</a></p>
        {entries.length === 0 ? <Empty title={text("audit:empty")} hint={text("audit:empty-hint")} /> : <ol class="timeline">{entries.map((entry) => <Entry visit={visit} entry={entry} />)}</ol>}
        {next && <a role="button" class="secondary" href={at({ before: next })}>{text("console:next")}</a>}
      </>
    ),
  };
}

function Entry({ visit, entry }: { visit: StaffVisit; entry: AuditEntry }) {
  const { text, desk } = visit;
  const place = places[entry.subject.kind];
  const changed = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])];
  return (
    <li>
      <time dateTime={new Date(entry.at).toISOString()}>{showTime(visit, entry.at)}</time> <strong>{entry.actor.name}</strong>{" "}
      {place ? <a href={place + encodeURIComponent(entry.subject.id)}>{text(`audit:act-${entry.act.replaceAll(".", "-")}`)}</a> : text(`audit:act-${entry.act.replaceAll(".", "-")}`)}
      {entry.commune && <small> {desk.tree.all.get(entry.commune)?.label}</small>}
      {changed.length > 0 && (
        <details>
          <summary>{text("audit:fields", { count: changed.length })}</summary>
          <dl class="facts">
            {changed.flatMap((name) => [<dt>{name}</dt>, <dd>{entry.before?.[name] !== undefined && <del>{shown(entry.before[name])}</del>} {entry.after?.[name] !== undefined && <ins>{shown(entry.after[name])}</ins>}</dd>])}
          </dl>
        </details>
      )}
    </li>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
