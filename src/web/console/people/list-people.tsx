import { listPeople } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";

const perPage = 50;

export async function listPeoplePage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query } = visit;
  const words = field(query, "q", 100);
  const { people, next } = await listPeople(desk, { limit: perPage, ...(words ? { text: words } : {}), ...(field(query, "after") ? { cursor: field(query, "after") } : {}) });
  return {
    title: text("people:title"),
    at: "people",
    page: (
      <>
        <form method="get" action="/console/people" role="search" data-live-search="#people">
          <input type="search" name="q" value={words} placeholder={text("people:search")} aria-label={text("people:search")} />
        </form>
        <div id="people" data-topic="people">
          {people.length === 0 ? (
            <Empty title={text(words ? "people:none-found" : "people:empty")} hint={text(words ? "people:none-found-hint" : "people:empty-hint")} />
          ) : (
            <ul class="rows">
              {people.map((person) => (
                <li>
                  <a href={`/console/people/${person._id}`}>
                    <strong>{person.name}</strong>
                    <span>{[person.birth, desk.tree.all.get(person.branch ?? "")?.label].filter(Boolean).join(" · ")}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
          {next && (
            <p>
              <a role="button" class="secondary" href={`/console/people?after=${next}`}>{text("console:next")}</a>
            </p>
          )}
        </div>
      </>
    ),
  };
}
