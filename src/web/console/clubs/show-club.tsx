import { isInactive, kindName } from "../../../clubs/index.ts";
import { clubActivities, clubPeople, readClub } from "../../../office/index.ts";
import { reaches } from "../../../staff/index.ts";
import { showDay } from "../../../people/index.ts";
import { AreaField, Facts, Fold, Form, TextField } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";
import { Request } from "./list-clubs.tsx";

const none = { values: {} };
const perPage = 100;

export async function showClub(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params, csrf, locale, now } = visit;
  const club = await readClub(desk, params["id"]!);
  const place = { commune: club.commune, club: club._id };
  const leads = desk.can("clubs.approve") && reaches(desk.scope("clubs.approve"), place);
  const writes = desk.can("clubs.write") && reaches(desk.scope("clubs.write"), place);
  const [waiting, members, activities] = await Promise.all([leads ? clubPeople(desk, club._id, "requested") : [], leads ? clubPeople(desk, club._id, "active", { after: field(visit.query, "after", 200), limit: perPage }) : [], clubActivities(desk, club._id)]);
  return {
    title: club.name,
    at: "clubs",
    page: (
      <>
        {club.state === "dissolved" && <p class="error">{text("clubs:dissolved")}</p>}
        {isInactive(club, now) && <p class="error">{text("clubs:inactive-hint")}</p>}
        <Facts
          pairs={[
            [text("clubs:kind"), kindName(club.kind, locale)], [text("clubs:leader"), club.leader], [text("clubs:schedule"), club.schedule], [text("clubs:place"), club.place], [text("clubs:description"), club.description],
            [text("clubs:keywords"), club.keywords.join(", ")], [text("clubs:admission"), text(`clubs:admission-${club.admission ?? "open"}`)], [text("clubs:boarding"), club.boardingArea],
            [text("clubs:last-activity"), club.lastActivityAt ? showDate(visit, club.lastActivityAt) : undefined],
          ]}
        />
        {writes && (
          <p class="bar">
            <a role="button" href={`/console/clubs/${club._id}/edit`}>{text("person:edit")}</a>
            {desk.can("people.export") && <a role="button" class="secondary" href={`/console/clubs/${club._id}/export`}>{text("clubs:export-members")}</a>}
          </p>
        )}
        {waiting.length > 0 && (
          <section id="waiting" data-topic="clubs">
            <h2>{text("clubs:requests", { count: waiting.length })}</h2>
            <ul class="rows">{waiting.map((request) => <Request visit={visit} request={request} />)}</ul>
          </section>
        )}
        {leads && (
          <section id="members" data-topic="clubs">
            <h2>{text("clubs:members-title")}</h2>
            {members.length === 0 && <p>{text("clubs:no-members")}</p>}
            <ul class="rows">
              {members.map((member) => (
                <li class="request">
                  <p>
                    <strong>{member.name || text("clubs:no-name")}</strong> <small>{showDate(visit, member.joinedAt)} · {member.code}</small>
                  </p>
                  <ActButton action={`/console/clubs/${club._id}/remove`} csrf={csrf} fields={{ contact: member.contact }} label={text("console:remove")} about={member.name || member.code} kind="secondary" ask={text("clubs:remove-ask", { name: member.name || text("clubs:no-name") })} />
                </li>
              ))}
            </ul>
            {members.length === perPage && <a role="button" class="secondary" href={`/console/clubs/${club._id}?after=${encodeURIComponent(members.at(-1)!.contact)}`}>{text("console:next")}</a>}
          </section>
        )}
        <section>
          <h2>{text("clubs:log")}</h2>
          {activities.length === 0 && <p>{text("clubs:no-log")}</p>}
          <ol class="timeline">
            {activities.map((one) => (
              <li>
                <time dateTime={one.on}>{showDay(one.on)}</time> <strong>{one.title}</strong>
                {one.participants !== undefined && <> · {text("clubs:participants", { count: one.participants })}</>}
                {one.note && <div>{one.note}</div>}
              </li>
            ))}
          </ol>
          {leads && club.state !== "dissolved" && (
            <Fold title={text("clubs:log-add")}>
              <Form action={`/console/clubs/${club._id}/activities`} csrf={csrf} wide>
                <TextField text={text} typed={{ values: { on: new Date(now).toISOString().slice(0, 10) } }} name="on" label={text("clubs:log-on")} type="date" required />
                <TextField text={text} typed={none} name="activity" label={text("clubs:log-title")} required maxLength={160} />
                <TextField text={text} typed={none} name="participants" label={text("clubs:log-people")} inputMode="numeric" maxLength={6} />
                <AreaField text={text} typed={none} name="note" label={text("clubs:log-note")} maxLength={600} />
                <button type="submit">{text("clubs:log-add")}</button>
              </Form>
            </Fold>
          )}
        </section>
        {writes && (club.state === "dissolved" ? <ActButton action={`/console/clubs/${club._id}/reopen`} csrf={csrf} label={text("clubs:reopen")} kind="secondary" /> : <ActButton action={`/console/clubs/${club._id}/dissolve`} csrf={csrf} label={text("clubs:dissolve")} kind="danger" ask={text("clubs:dissolve-ask", { name: club.name })} />)}
      </>
    ),
  };
}
