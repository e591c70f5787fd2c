import { caseKinds, isCaseKind, type Case } from "../../../cases/index.ts";
import { comingOfAge, listCases, openCase, owingMembers } from "../../../office/index.ts";
import { AreaField, attempt, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { showDay } from "../../../people/index.ts";
import { ActButton, Empty } from "../layout.tsx";
import { given } from "../people/change-person.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";
import { branchOptions } from "../units-select.ts";

export async function listCasesPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query } = visit;
  const kind = field(query, "kind", 20);
  const [closed, late, mine] = ["closed", "late", "mine"].map((name) => field(query, name) === "1") as [boolean, boolean, boolean];
  const after = field(query, "after", 80);
  const { cases, next } = await listCases(desk, { ...(isCaseKind(kind) ? { kind } : {}), closed, late, mine, ...(after ? { after } : {}) });
  const at = (more: Record<string, string>) => `/console/cases?${new URLSearchParams({ ...(kind ? { kind } : {}), ...(closed ? { closed: "1" } : {}), ...more })}`;
  return {
    title: text("cases:title"),
    at: "cases",
    page: (
      <>
        <p class="bar">
          {desk.can("cases.advance") && <a role="button" href="/console/cases/new">{text("cases:add")}</a>}
          {desk.can("cases.advance") && <a role="button" class="secondary" href="/console/cases/owing">{text("cases:owing")}</a>}
          {desk.can("people.export") && <a role="button" class="secondary" href={`/console/cases/export?${new URLSearchParams({ ...(kind ? { kind } : {}), ...(closed ? { closed: "1" } : {}), ...(late ? { late: "1" } : {}), ...(mine ? { mine: "1" } : {}) })}`}>{text("people:export")}</a>}
        </p>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href="/console/cases" aria-current={!kind && !closed && !late && !mine ? "true" : undefined}>{text("cases:open")}</a></li>
          <li><a href="/console/cases?mine=1" aria-current={mine ? "true" : undefined}>{text("cases:mine")}</a></li>
          <li><a href="/console/cases?late=1" aria-current={late ? "true" : undefined}>{text("cases:late")}</a></li>
          {caseKinds.map((one) => (
            <li><a href={`/console/cases?kind=${one}`} aria-current={kind === one ? "true" : undefined}>{text(`case-kinds:${one}`)}</a></li>
          ))}
          <li><a href="/console/cases?closed=1" aria-current={closed ? "true" : undefined}>{text("cases:closed")}</a></li>
        </ul>
        <div id="cases" data-topic="cases">
          {cases.length === 0 ? <Empty title={text("cases:empty")} hint={text("cases:empty-hint")} /> : <ul class="rows">{cases.map((one) => <CaseRow visit={visit} one={one} />)}</ul>}
          {next !== undefined && <a role="button" class="secondary" href={at({ after: next })}>{text("console:next")}</a>}
        </div>
      </>
    ),
  };
}

function CaseRow({ visit, one }: { visit: StaffVisit; one: Case }) {
  const { text, now, desk } = visit;
  const late = one.open && one.dueAt !== undefined && one.dueAt < now;
  return (
    <li class={late ? "late" : undefined}>
      <a href={`/console/cases/${one._id}`}>
        <strong>{one.data.name ?? one.ref}</strong>
        <span>{[text(`case-kinds:${one.kind}`), text(`case-stages:${one.kind}-${one.state}`), one.dueAt && one.open ? text(late ? "cases:was-due" : "cases:due", { at: showDate(visit, one.dueAt) }) : undefined, desk.tree.all.get(one.branch ?? "")?.label].filter(Boolean).join(" · ")}</span>
      </a>
    </li>
  );
}

export function newCasePage(visit: StaffVisit): Promise<Reply> {
  return Promise.resolve(caseForm(visit, { values: { kind: "admission" } }));
}

export function addCase(visit: StaffVisit): Promise<Reply> {
  const { desk, form, text } = visit;
  const data = given(form, ["name", "birth", "phone", "occupation", "address", "reason", "place"]);
  return attempt(
    async () => ({ to: `/console/cases/${(await openCase(desk, { ...given(form, ["kind", "person", "branch"]), data }))._id}`, said: "cases:added" }),
    (wrong, error) => caseForm(visit, { values: { ...data, kind: field(form, "kind", 30), branch: field(form, "branch", 60) }, wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`, error.params) }) }),
  );
}

function caseForm(visit: StaffVisit, typed: Typed): Reply {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  return {
    title: text("cases:add"),
    at: "cases",
    page: (
      <Form action="/console/cases" csrf={csrf} wide>
        <p>{text("cases:add-hint")}</p>
        <Problem {...base} />
        <SelectField {...base} name="kind" label={text("cases:kind")} options={["admission", "transfer-in", "residence"].map((value) => ({ value, label: text(`case-kinds:${value}`) }))} />
        <TextField {...base} name="name" label={text("person:name")} required maxLength={80} />
        <TextField {...base} name="birth" label={text("person:birth")} maxLength={30} />
        <TextField {...base} name="phone" label={text("person:phone")} inputMode="tel" maxLength={40} />
        <SelectField {...base} name="branch" label={text("person:branch")} none={text("person:no-branch")} options={branchOptions(desk, "cases.advance")} />
        <TextField {...base} name="occupation" label={text("person:occupation")} maxLength={120} />
        <TextField {...base} name="place" label={text("cases:place")} maxLength={120} />
        <AreaField {...base} name="reason" label={text("cases:reason")} maxLength={300} />
        <button type="submit">{text("cases:add")}</button>
      </Form>
    ),
  };
}

/** After the thirtieth year (facts §3). */
const maturityAge = 31;

/** Members without dues for three months: each for a talk, nobody is decided about here. */
export async function owingPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, csrf } = visit;
  desk.scope("people.read");
  const [owing, grown] = await Promise.all([owingMembers(desk), comingOfAge(desk, maturityAge)]);
  return {
    title: text("cases:owing"),
    at: "cases",
    page:
      owing.length + grown.length === 0 ? (
        <Empty title={text("cases:owing-none")} hint={text("cases:owing-none-hint")} />
      ) : (
        <>
          {grown.length > 0 && <h2>{text("cases:grown", { count: grown.length })}</h2>}
          <ul class="rows">
            {grown.map(({ id, name, branch, birth }) => (
              <li class="request">
                <p>
                  <a href={`/console/people/${id}`}>{name}</a> <small>{[showDay(birth), desk.tree.all.get(branch ?? "")?.label].filter(Boolean).join(" · ")}</small>
                </p>
                <ActButton action="/console/cases" csrf={csrf} fields={{ kind: "maturity", person: id }} label={text("cases:begin-maturity")} about={name} kind="secondary" />
              </li>
            ))}
          </ul>
          {owing.length > 0 && <h2>{text("cases:owing-months", { count: owing.length })}</h2>}
          {owing.length > 0 && <p>{text("cases:owing-hint")}</p>}
          <ul class="rows">
            {owing.map(({ id, name, branch }) => (
              <li class="request">
                <p>
                  <a href={`/console/people/${id}`}>{name}</a> <small>{desk.tree.all.get(branch ?? "")?.label}</small>
                </p>
                <ActButton action="/console/cases" csrf={csrf} fields={{ kind: "strike-off", person: id }} label={text("cases:look-into")} about={name} kind="secondary" />
              </li>
            ))}
          </ul>
        </>
      ),
  };
}
