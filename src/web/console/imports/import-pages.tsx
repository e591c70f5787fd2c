import { targets, type Import, type ImportRow, type Verdict } from "../../../imports/index.ts";
import { applyOwnImport, decideRows, importRows, listImports, mapColumns, OfficeError, readImport, startImport, undoOwnImport } from "../../../office/index.ts";
import { attempt, Facts, Fold, Form, Problem, type Typed } from "../form.tsx";
import { ActButton, Empty } from "../layout.tsx";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { communeOptions } from "../units-select.ts";
import { readUpload } from "../upload.ts";

const perPage = 50;
const verdicts: readonly Verdict[] = ["new", "changed", "unsure", "wrong", "twice", "same"];

export async function importsPage(visit: StaffVisit): Promise<Reply> {
  return page(visit, { values: {} });
}

async function page(visit: StaffVisit, typed: Typed): Promise<Reply> {
  const { text, desk, csrf } = visit;
  const imports = await listImports(desk);
  const communes = communeOptions(desk, "people.import");
  return {
    title: text("imports:title"),
    at: "imports",
    page: (
      <>
        <form method="post" action={`/console/imports?_csrf=${encodeURIComponent(csrf)}`} enctype="multipart/form-data">
          <Problem text={text} typed={typed} />
          <p>{text("imports:hint")}</p>
          {communes.length > 1 && (
            <label>
              {text("person:commune")}
              <select name="commune">{communes.map(({ value, label }) => <option value={value}>{label}</option>)}</select>
            </label>
          )}
          <label>
            {text("imports:file")}
            <input type="file" name="file" accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" required />
          </label>
          <button type="submit">{text("imports:read")}</button>
        </form>
        <div id="imports" data-topic="imports">
          {imports.length === 0 ? <Empty title={text("imports:empty")} hint={text("imports:empty-hint")} /> : (
            <ul class="rows">
              {imports.map((one) => (
                <li>
                  <a href={`/console/imports/${one._id}`}>
                    <strong>{one.file || one._id}</strong>
                    <span>{[text(`imports:state-${one.state}`), showTime(visit, one.at), text("imports:sum", { fresh: one.counts.new ?? 0, changed: one.counts.changed ?? 0 })].join(" · ")}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
      </>
    ),
  };
}

export function upload(visit: StaffVisit): Promise<Reply> {
  const { desk, request, text } = visit;
  return attempt(
    async () => {
      const { file, name, fields } = await readUpload(request);
      const one = await startImport(desk, { file, name, ...(fields["commune"] ? { commune: fields["commune"] } : {}) });
      return { to: `/console/imports/${one._id}` };
    },
    (_wrong, error: OfficeError) => page(visit, { values: {}, wrong: {}, problem: text(`office:${error.key}`) }),
  );
}

export async function showImport(visit: StaffVisit): Promise<Reply> {
  const { text, desk, csrf, params, query } = visit;
  const one = await readImport(desk, params["id"]!);
  const verdict = verdicts.find((known) => known === field(query, "verdict"));
  const { rows, next } = await importRows(desk, one._id, { ...(verdict ? { verdict } : {}), ...(field(query, "after") ? { after: field(query, "after", 60) } : {}), limit: perPage });
  const at = `/console/imports/${one._id}`;
  const busy = one.state === "planning" || one.state === "applying";
  return {
    title: one.file || text("imports:title"),
    at: "imports",
    page: (
      <div id="import" data-topic="imports" data-busy={busy ? "1" : undefined}>
        <p role="status"><strong>{text(`imports:state-${one.state}`)}</strong> {busy && <progress />}</p>
        <Facts pairs={[...verdicts.map((known) => [text(`imports:verdict-${known}`), one.counts[known] ? <a href={`${at}?verdict=${known}`}>{one.counts[known]}</a> : undefined] as const), [text("imports:missing"), one.counts.missing || undefined], [text("imports:kept"), one.kept || undefined]]} />
        {one.state === "planned" && (
          <p class="bar">
            <ActButton action={`${at}/apply`} csrf={csrf} label={text("imports:apply", { count: (one.counts.new ?? 0) + (one.counts.changed ?? 0) })} />
          </p>
        )}
        {one.state === "applying" && <ActButton action={`${at}/apply`} csrf={csrf} label={text("imports:go-on")} kind="secondary" />}
        {one.state === "applied" && <ActButton action={`${at}/undo`} csrf={csrf} label={text("imports:undo")} kind="secondary" ask={text("imports:undo-ask")} />}
        {one.state === "planned" && <Columns visit={visit} one={one} rows={rows} />}
        {one.missing.length > 0 && (
          <Fold title={text("imports:missing-title", { count: one.counts.missing ?? one.missing.length })}>
            <p>{text("imports:missing-hint")}</p>
            <ul>{one.missing.slice(0, 100).map(({ person, name }) => <li><a href={`/console/people/${person}`}>{name}</a></li>)}</ul>
          </Fold>
        )}
        <h2>{text("imports:rows")}</h2>
        <p class="bar"><a role="button" class="secondary" href={`${at}/export`}>{text("people:export")}</a></p>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href={at} aria-current={verdict ? undefined : "true"}>{text("people:all")}</a></li>
          {verdicts.filter((known) => one.counts[known]).map((known) => <li><a href={`${at}?verdict=${known}`} aria-current={verdict === known ? "true" : undefined}>{text(`imports:verdict-${known}`)}</a></li>)}
        </ul>
        <Form action={`${at}/decide`} csrf={csrf}>
          <ul class="rows">{rows.map((row) => <Row visit={visit} one={one} row={row} />)}</ul>
          {one.state === "planned" && rows.some((row) => row.verdict === "unsure") && <button type="submit">{text("imports:decide")}</button>}
        </Form>
        {next && <a role="button" class="secondary" href={`${at}?${new URLSearchParams({ ...(verdict ? { verdict } : {}), after: next })}`}>{text("console:next")}</a>}
      </div>
    ),
  };
}

function Row({ visit: { text, desk }, one, row }: { visit: StaffVisit; one: Import; row: ImportRow }) {
  const { name, birth, phone, branch } = row.fields;
  const label = (field: string) => text(`imports:field-${field}`);
  const shown = (field: string, value: unknown) => (field === "branch" ? (desk.tree.all.get(String(value))?.label ?? "") : typeof value === "boolean" ? text(value ? "person:yes" : "person:no") : String(value ?? ""));
  return (
    <li class={row.verdict === "wrong" ? "late" : undefined}>
      <p>
        <small>{text("imports:line", { line: row.line })}</small> <strong>{name ?? row.cells?.filter(Boolean).slice(0, 4).join(" · ")}</strong> <small>{[birth, phone, desk.tree.all.get(branch ?? "")?.label].filter(Boolean).join(" · ")}</small>
        <br />
        <small>{text(`imports:verdict-${row.verdict}`)}</small> {row.person && <a href={`/console/people/${row.person}`}>{text("cases:see-person")}</a>}
        {row.changes && Object.entries(row.changes).map(([field, [before, after]]) => <span> {label(field)}: {before !== null && <del>{shown(field, before)}</del>} <ins>{shown(field, after)}</ins></span>)}
        {row.problems.map((problem) => <span class="error"> {text(`imports:problem-${problem.reason}`, { field: label(problem.field) })}</span>)}
      </p>
      {row.verdict === "unsure" && one.state === "planned" && (
        <select name={`row-${row.line}`} aria-label={text("imports:decision-for", { name: name ?? "" })}>
          <option value="">{text("imports:decision-none")}</option>
          {(["same", "add", "skip"] as const).map((decision) => <option value={decision} selected={row.decision === decision}>{text(`imports:decision-${decision}`)}</option>)}
        </select>
      )}
    </li>
  );
}

function Columns({ visit: { text, csrf }, one, rows }: { visit: StaffVisit; one: Import; rows: ImportRow[] }) {
  return (
    <Fold title={text("imports:columns")}>
      <Form action={`/console/imports/${one._id}/columns`} csrf={csrf} wide>
        {one.mapping.map((target, at) => (
          <label>
            {one.header[at] || text("imports:column", { number: at + 1 })} <small>{rows.map((row) => row.cells?.[at]).find(Boolean)}</small>
            <select name="column">{targets.map((known) => <option value={known} selected={known === target}>{text(`imports:target-${known}`)}</option>)}</select>
          </label>
        ))}
        <button type="submit" class="secondary">{text("imports:again")}</button>
      </Form>
    </Fold>
  );
}

export async function columns(visit: StaffVisit): Promise<Reply> {
  await mapColumns(visit.desk, visit.params["id"]!, list(visit.form, "column"));
  return back(visit);
}

export async function decide(visit: StaffVisit): Promise<Reply> {
  const decisions = Object.fromEntries(Object.keys(visit.form).flatMap((name) => (/^row-\d+$/.test(name) ? [[name.slice(4), field(visit.form, name, 10)]] : [])));
  await decideRows(visit.desk, visit.params["id"]!, decisions);
  return back(visit);
}

export async function apply(visit: StaffVisit): Promise<Reply> {
  await applyOwnImport(visit.desk, visit.params["id"]!);
  return back(visit);
}

export async function undo(visit: StaffVisit): Promise<Reply> {
  const { undone, kept } = await undoOwnImport(visit.desk, visit.params["id"]!);
  return { to: `/console/imports/${visit.params["id"]}`, said: "imports:undone", params: { undone, kept } };
}

function back({ params }: StaffVisit): Reply {
  return { to: `/console/imports/${params["id"]}` };
}
