import { seatsOf, type Activity } from "../../../activities/index.ts";
import { listActivities, listSeries, waitingInvitations, type ActivityList } from "../../../office/index.ts";
import { ActButton, Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { Invitation } from "./partners.tsx";
import { ruleText } from "./rule-text.ts";

const perPage = 50;
const lists: readonly ActivityList[] = ["coming", "past", "draft"];

export async function listActivitiesPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query, csrf } = visit;
  const asked = field(query, "list", 8) as ActivityList;
  const list = lists.includes(asked) ? asked : "coming";
  const cursor = field(query, "cursor", 60);
  const { activities, next } = await listActivities(desk, { list, limit: perPage, ...(cursor ? { cursor } : {}) });
  const writes = desk.can("activities.write");
  const invitations = writes && list === "coming" && !cursor ? await waitingInvitations(desk) : [];
  const series = writes && list === "coming" && !cursor ? await listSeries(desk) : [];
  return {
    title: text("activity-pages:title"),
    at: "activities",
    page: (
      <>
        {writes && (
          <p class="bar">
            <a role="button" href="/console/activities/new">{text("activity-pages:add")}</a>
            <a role="button" class="secondary" href="/console/activities/series">{text("activity-pages:add-series")}</a>
          </p>
        )}
        {invitations.length > 0 && <div id="invitations" data-topic="activities">{invitations.map((one) => <Invitation visit={visit} activity={one} />)}</div>}
        <ul class="chips" aria-label={text("people:filters")}>
          {lists.map((one) => <li><a href={`/console/activities?list=${one}`} aria-current={one === list ? "true" : undefined}>{text(`activity-pages:list-${one}`)}</a></li>)}
        </ul>
        <div id="activities" data-topic="activities">
          {activities.length === 0 ? <Empty title={text("activity-pages:empty")} hint={text("activity-pages:empty-hint")} /> : <ul class="rows">{activities.map((one) => <Row visit={visit} activity={one} />)}</ul>}
          {next && <a role="button" class="secondary" href={`/console/activities?list=${list}&cursor=${encodeURIComponent(next)}`}>{text("console:next")}</a>}
        </div>
        {series.length > 0 && (
          <section id="series">
            <h2>{text("activity-pages:series")}</h2>
            <ul class="rows">
              {series.map((one) => (
                <li class="request">
                  <a href={`/console/activities/series/${one._id}`}>
                    <strong>{one.template.title}</strong>
                    <span>{ruleText(visit, one.rule)} · {one.at}</span>
                  </a>
                  <ActButton action={`/console/activities/series/${one._id}/end`} csrf={csrf} label={text("activity-pages:end-series")} about={one.template.title} kind="secondary" ask={text("activity-pages:end-series-ask")} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </>
    ),
  };
}

function Row({ visit, activity }: { visit: StaffVisit; activity: Activity }) {
  const { text } = visit;
  const seats = seatsOf(activity);
  return (
    <li>
      <a href={`/console/activities/${activity._id}`}>
        <strong>{activity.title}</strong>
        <span>{[showTime(visit, activity.startsAt), activity.place, activity.registration && seats !== undefined ? text("activity-pages:taken", { taken: Math.max(0, seats - activity.seating.left), seats }) : undefined, activity.state === "open" ? undefined : text(`activity-pages:state-${activity.state}`)].filter(Boolean).join(" · ")}</span>
      </a>
    </li>
  );
}
