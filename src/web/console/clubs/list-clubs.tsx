import { clubKinds, kindName } from "../../../clubs/index.ts";
import { listClubs, waitingRequests, type ClubMember, type ListedClub } from "../../../office/index.ts";
import { ActButton, Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";

const perPage = 100;

export async function listClubsPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query, locale } = visit;
  const [kind, inactive] = [field(query, "kind", 20), field(query, "inactive") === "1"];
  const from = /^\d{1,6}$/.test(field(query, "from", 6)) ? Number(field(query, "from", 6)) : 0;
  const [clubs, requests] = await Promise.all([listClubs(desk, { ...(kind ? { kind } : {}), inactive, from, limit: perPage }), desk.can("clubs.approve") ? waitingRequests(desk) : []]);
  return {
    title: text("clubs:title"),
    at: "clubs",
    page: (
      <>
        {requests.length > 0 && (
          <section id="requests" data-topic="clubs">
            <h2>{text("clubs:requests", { count: requests.length })}</h2>
            <ul class="rows">{requests.map((request) => <Request visit={visit} request={request} clubName={request.clubName} />)}</ul>
          </section>
        )}
        <p class="bar">
          {desk.can("clubs.write") && <a role="button" href="/console/clubs/new">{text("clubs:add")}</a>}
          {desk.can("people.export") && <a role="button" class="secondary" href={`/console/clubs/export?${new URLSearchParams({ ...(kind ? { kind } : {}), ...(inactive ? { inactive: "1" } : {}) })}`}>{text("people:export")}</a>}
        </p>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href="/console/clubs" aria-current={!kind && !inactive ? "true" : undefined}>{text("people:all")}</a></li>
          {clubKinds.map((one) => (
            <li><a href={`/console/clubs?kind=${one}`} aria-current={kind === one ? "true" : undefined}>{kindName(one, locale)}</a></li>
          ))}
          <li><a href="/console/clubs?inactive=1" aria-current={inactive ? "true" : undefined}>{text("clubs:inactive")}</a></li>
        </ul>
        <div id="clubs" data-topic="clubs">
          {clubs.length === 0 ? <Empty title={text("clubs:empty")} hint={text("clubs:empty-hint")} /> : <ul class="rows">{clubs.map((club) => <ClubRow visit={visit} club={club} />)}</ul>}
          {clubs.length === perPage && <a role="button" class="secondary" href={`/console/clubs?${new URLSearchParams({ ...(kind ? { kind } : {}), ...(inactive ? { inactive: "1" } : {}), from: String(from + perPage) })}`}>{text("console:next")}</a>}
        </div>
      </>
    ),
  };
}

function ClubRow({ visit: { text, locale }, club }: { visit: StaffVisit; club: ListedClub }) {
  return (
    <li>
      <a href={`/console/clubs/${club._id}`}>
        <strong>{club.name}</strong>
        <span>{[kindName(club.kind, locale), text("clubs:members", { count: club.members }), club.waiting > 0 ? text("clubs:waiting", { count: club.waiting }) : undefined, club.state === "dissolved" ? text("clubs:dissolved") : club.inactive ? text("clubs:inactive") : undefined].filter(Boolean).join(" · ")}</span>
      </a>
    </li>
  );
}

/** One wish to join, with both answers. */
export function Request({ visit, request, clubName }: { visit: StaffVisit; request: ClubMember; clubName?: string }) {
  const { text, csrf } = visit;
  const fields = { contact: request.contact };
  const name = request.name || text("clubs:no-name");
  return (
    <li class="request">
      <p>
        <strong>{name}</strong> {clubName && <>→ {clubName} </>}
        <small>{showDate(visit, request.joinedAt)} · {request.code}</small>
        {request.motivation && <q>{request.motivation}</q>}
      </p>
      <ActButton action={`/console/clubs/${request.club}/accept`} csrf={csrf} fields={fields} label={text("clubs:accept")} about={name} />
      <ActButton action={`/console/clubs/${request.club}/refuse`} csrf={csrf} fields={fields} label={text("clubs:refuse")} about={name} kind="secondary" ask={text("clubs:refuse-ask", { name })} />
    </li>
  );
}
