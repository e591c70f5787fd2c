import { seatsOf } from "../../../activities/index.ts";
import { ownInvitations, partIn, readActivity, unitsToInvite } from "../../../office/index.ts";
import { Facts, Fold, Form, TextField } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { ActivityPeople } from "./activity-people.tsx";
import { MinutesForm } from "./minutes.tsx";
import { Invitation, Partners } from "./partners.tsx";

const none = { values: {} };

/** One activity with what can be done about it; who registered and who was there only for those who run it. */
export async function showActivity(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params, csrf, now } = visit;
  const activity = await readActivity(desk, params["id"]!);
  const id = activity._id;
  const part = desk.can("activities.write") ? partIn(desk, activity, "activities.write") : undefined;
  const runs = part === "host";
  const joined = ownInvitations(desk, activity).filter((one) => one.state === "accepted");
  const act = (name: string) => `/console/activities/${id}/${name}`;
  const seats = seatsOf(activity);
  const live = activity.state !== "cancelled";
  return {
    title: activity.title,
    at: "activities",
    page: (
      <>
        {activity.state !== "open" && <p class={live ? "quiet" : "error"}>{text(`activity-pages:state-${activity.state}`)}{activity.cancelReason && `: ${activity.cancelReason}`}</p>}
        {live && <Invitation visit={visit} activity={activity} />}
        <Facts
          pairs={[
            [text("activity-pages:kind"), text(`activity-pages:kind-${activity.kind}`)], [text("activity-pages:starts"), showTime(visit, activity.startsAt)], [text("activity-pages:ends"), showTime(visit, activity.endsAt)], [text("activity-pages:place"), activity.place],
            [text("activity-pages:units"), activity.units.map((unit) => desk.tree.all.get(unit)?.name ?? unit).join(", ")], [text("activity-pages:description"), activity.description],
            [text("activity-pages:capacity"), activity.registration ? (seats === undefined ? text("activity-pages:no-limit") : text("activity-pages:taken", { taken: Math.max(0, seats - activity.seating.left), seats })) : text("activity-pages:just-come")],
            [text("activity-pages:waiting"), activity.seating.waiting || undefined], [text("activity-pages:min-age"), activity.minAge], [text("activity-pages:guardian"), activity.guardianNote ? "✓" : undefined], [text("activity-pages:online"), activity.onlineUrl],
          ]}
        />
        {runs && live && (
          <div class="bar">
            <a role="button" href={act("edit")}>{text("person:edit")}</a>
            {activity.state === "draft" && <ActButton action={act("publish")} csrf={csrf} label={text("activity-pages:publish")} />}
            {activity.state === "open" && <ActButton action={act("publish")} csrf={csrf} fields={{ state: "closed" }} label={text("activity-pages:close")} kind="secondary" />}
            {activity.state === "closed" && <ActButton action={act("publish")} csrf={csrf} fields={{ state: "open" }} label={text("activity-pages:reopen")} kind="secondary" />}
            {activity.state !== "draft" && activity.endsAt > now && unitsToInvite(desk, activity, "").length > 0 && <a role="button" class="secondary" href={act("partners")}>{text("activity-pages:invite")}</a>}
            {activity.state !== "draft" && <a role="button" class="secondary" href={act("link")}>{text("activity-pages:link")}</a>}
            <a role="button" class="secondary" href={act("poster")}>{text("activity-pages:poster")}</a>
          </div>
        )}
        {desk.can("broadcasts.write") && (activity.state === "open" || activity.state === "closed") && activity.endsAt > now && <p><a href={`/console/broadcasts/new?activity=${id}`}>{text("activity-pages:notify")}</a></p>}
        {runs && live && (
          <section>
            <h2>{text("activity-pages:check-in")}</h2>
            <p>{text("activity-pages:check-in-hint")}</p>
            <p><input readOnly value={activity.checkInCode} aria-label={text("activity-pages:code")} data-copy /></p>
          </section>
        )}
        {runs && <Partners visit={visit} activity={activity} />}
        {(runs || part === "partner") && (await ActivityPeople({ visit, id, whole: runs }))}
        {live && part === "partner" && <p class="bar"><a role="button" class="secondary" href={act("link")}>{text("activity-pages:link")}</a></p>}
        {live && !runs && activity.endsAt > now && joined.map(({ unit }) => <ActButton action={act("answer")} csrf={csrf} fields={{ unit }} label={text("activity-pages:leave")} about={desk.tree.all.get(unit)?.name ?? unit} kind="secondary" ask={text("activity-pages:leave-ask")} />)}
        {runs && live && (
          <>
            <Fold title={text("activity-pages:minutes")} open={Boolean(activity.minutes)}>
              <MinutesForm visit={visit} activity={activity} />
              {activity.minutes && <p class="bar"><a role="button" class="secondary" href={act("minutes")}>{text("activity-pages:minutes-print")}</a></p>}
              {activity.club && activity.endsAt < now && <ActButton action={act("log")} csrf={csrf} label={text("activity-pages:into-log")} kind="secondary" />}
            </Fold>
            <Fold title={text("activity-pages:photos", { count: activity.photos.length })} open={activity.photos.length > 0}>
              {activity.photos.map(({ media, consent }) => (
                <figure>
                  <img src={`${act("photo")}?photo=${media}`} alt={consent} loading="lazy" />
                  <figcaption>{text("activity-pages:agreed", { who: consent })}</figcaption>
                  <ActButton action={act("photos/remove")} csrf={csrf} fields={{ photo: media }} label={text("console:remove")} about={consent} kind="secondary" />
                </figure>
              ))}
              <form method="post" action={`${act("photos")}?_csrf=${encodeURIComponent(csrf)}`} enctype="multipart/form-data">
                <label>{text("activity-pages:consent")}<input name="consent" required maxLength={200} autocomplete="off" /></label>
                <p class="quiet">{text("activity-pages:consent-hint")}</p>
                <label>{text("broadcasts:picture-file")}<input type="file" name="file" accept="image/jpeg,image/png,image/webp" required /></label>
                <button type="submit" class="secondary">{text("activity-pages:photo-add")}</button>
              </form>
            </Fold>
            {activity.endsAt > now && (
              <Fold title={text("activity-pages:call-off")}>
                <Form action={act("cancel")} csrf={csrf} ask={text("activity-pages:call-off-ask")}>
                  <TextField text={text} typed={none} name="reason" label={text("activity-pages:reason")} maxLength={200} />
                  <button type="submit" class="danger">{text("activity-pages:call-off")}</button>
                </Form>
              </Fold>
            )}
          </>
        )}
      </>
    ),
  };
}
