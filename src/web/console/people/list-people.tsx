import { countListed, deleteView, listPeople, mostCounted, movePeople, saveView, savedViews } from "../../../office/index.ts";
import { memberStatuses, showDay, showPhone, type PersonRecord } from "../../../people/index.ts";
import { Fold, Form, SelectField, TextField, type Typed } from "../form.tsx";
import { ActButton, Csrf, Empty } from "../layout.tsx";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { branchOptions } from "../units-select.ts";
import { addressOf, filterOf } from "./people-filter.ts";

const perPage = 50;

export async function listPeoplePage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query, csrf } = visit;
  const filter = filterOf(query);
  const words = field(query, "q", 100);
  const filtered = Object.keys(filter).length > 0;
  const [{ people, next }, count, views] = await Promise.all([
    listPeople(desk, { ...filter, limit: perPage, ...(field(query, "after") ? { cursor: field(query, "after", 400) } : {}) }),
    words ? undefined : countListed(desk, filter),
    savedViews(desk, "people"),
  ]);
  const write = desk.can("people.write");
  return {
    title: text("people:title"),
    at: "people",
    page: (
      <>
        <form method="get" action="/console/people" role="search" data-live-search="#people" id="filters">
          <input type="search" name="q" value={words} placeholder={text("people:search")} aria-label={text("people:search")} />
          <Fold title={text("people:filters")} open={filtered && !words}>
            <Filters visit={visit} />
          </Fold>
        </form>
        {views.length > 0 && (
          <ul class="chips" aria-label={text("people:views")}>
            {views.map((view) => (
              <li>
                <a href={`/console/people?${view.query}`}>{view.name}</a>
              </li>
            ))}
          </ul>
        )}
        <p class="bar">
          {write && <a role="button" href="/console/people/new">{text("people:add")}</a>}
          {desk.can("people.import") && <a role="button" class="secondary" href="/console/imports">{text("people:import")}</a>}
          {desk.can("people.export") && <a role="button" class="secondary" href={`/console/people/export?${addressOf(query)}`}>{text("people:export")}</a>}
        </p>
        <div id="people" data-topic="people">
          {people.length === 0 ? <Empty title={text(filtered ? "people:none-found" : "people:empty")} hint={text(filtered ? "people:none-found-hint" : "people:empty-hint")} /> : <People visit={visit} people={people} count={count} write={write} />}
          {next && (
            <p>
              <a role="button" class="secondary" href={`/console/people?${addressOf(query, { after: next })}`}>{text("console:next")}</a>
            </p>
          )}
        </div>
        {filtered && !words && (
          <Fold title={text("people:save-view")}>
            <Form action="/console/people/views" csrf={csrf}>
              <input type="hidden" name="query" value={addressOf(query)} />
              <TextField text={text} typed={{ values: {} }} name="view-name" label={text("people:view-name")} required maxLength={40} />
              <button type="submit">{text("console:save")}</button>
            </Form>
          </Fold>
        )}
        {views.length > 0 && (
          <Fold title={text("people:manage-views")}>
            {views.map((view) => (
              <ActButton action={`/console/people/views/${view._id}/delete`} csrf={csrf} label={text("people:delete-view", { name: view.name })} kind="secondary" />
            ))}
          </Fold>
        )}
      </>
    ),
  };
}

function People({ visit, people, count, write }: { visit: StaffVisit; people: PersonRecord[]; count: number | undefined; write: boolean }) {
  const { text, desk, csrf } = visit;
  return (
    <form method="post" action="/console/people/move">
      <Csrf token={csrf} />
      {count !== undefined && <p class="quiet">{text(count >= mostCounted ? "people:count-many" : "people:count", { count })}</p>}
      <ul class="rows">
        {people.map((person) => (
          <li class="picked">
            {write && <input type="checkbox" name="person" value={person._id} aria-label={text("people:pick", { name: person.name })} />}
            <a href={`/console/people/${person._id}`}>
              <strong>{person.name}</strong>
              <span>{[person.birth && showDay(person.birth), desk.tree.all.get(person.branch ?? "")?.label, person.standing === "member" ? text("person:standing-member") : undefined, person.status === "active" ? undefined : text(`person:status-${person.status}`), person.phone && showPhone(person.phone)].filter(Boolean).join(" · ")}</span>
            </a>
          </li>
        ))}
      </ul>
      {write && (
        <Fold title={text("people:move")}>
          <SelectField text={text} typed={{ values: {} }} name="to" label={text("people:move-to")} none={text("people:choose")} options={branchOptions(desk, "people.write")} />
          <button type="submit">{text("people:move-go")}</button>
        </Fold>
      )}
    </form>
  );
}

function Filters({ visit: { text, desk, query } }: { visit: StaffVisit }) {
  const typed: Typed = { values: Object.fromEntries(["branch", "standing", "status", "tag", "from", "to"].map((name) => [name, field(query, name, 100)])) };
  const base = { text, typed };
  const all = text("people:all");
  return (
    <div class="wide">
      <SelectField {...base} name="branch" label={text("person:branch")} none={all} options={branchOptions(desk, "people.read")} />
      <SelectField {...base} name="standing" label={text("person:standing")} none={all} options={["youth", "member"].map((value) => ({ value, label: text(`person:standing-${value}`) }))} />
      <SelectField {...base} name="status" label={text("person:status")} none={all} options={memberStatuses.map((value) => ({ value, label: text(`person:status-${value}`) }))} />
      <TextField {...base} name="tag" label={text("person:tag")} maxLength={40} />
      <TextField {...base} name="from" label={text("people:age-from")} inputMode="numeric" maxLength={2} />
      <TextField {...base} name="to" label={text("people:age-to")} inputMode="numeric" maxLength={2} />
      <button type="submit" class="secondary">{text("people:filter-go")}</button>
    </div>
  );
}

export async function moveListed({ desk, form }: StaffVisit): Promise<Reply> {
  const moved = await movePeople(desk, list(form, "person"), field(form, "to", 60));
  return { to: "/console/people", said: "people:moved", params: { count: moved } };
}

export async function saveListView({ desk, form }: StaffVisit): Promise<Reply> {
  await saveView(desk, { list: "people", name: field(form, "view-name", 60), query: field(form, "query", 500) });
  return { to: `/console/people?${field(form, "query", 500)}`, said: "people:view-saved" };
}

export async function deleteListView({ desk, params }: StaffVisit): Promise<Reply> {
  await deleteView(desk, params["view"]!);
  return { to: "/console/people", said: "people:view-deleted" };
}
