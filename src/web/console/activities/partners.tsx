import type { Activity } from "../../../activities/index.ts";
import { answerInvitation, invitePartners, ownInvitations, readActivity, removePartner, unitsToInvite } from "../../../office/index.ts";
import { ActButton, Empty } from "../layout.tsx";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

/** Units found by name, each asked with one tap; above them those that were asked before. */
export async function invitePage(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params, query, csrf } = visit;
  const activity = await readActivity(desk, params["id"]!, "activities.write");
  const words = field(query, "q", 60);
  const found = unitsToInvite(desk, activity, words);
  const address = `/console/activities/${activity._id}/partners`;
  return {
    title: text("activity-pages:invite"),
    at: "activities",
    page: (
      <>
        <p>{text("activity-pages:invite-hint", { title: activity.title })}</p>
        <Partners visit={visit} activity={activity} />
        <form method="get" action={address} role="search" data-live-search="#units">
          <input type="search" name="q" value={words} placeholder={text("activity-pages:find-unit")} aria-label={text("activity-pages:find-unit")} maxLength={60} />
        </form>
        <div id="units">
          {found.length === 0 ? <Empty title={text("activity-pages:no-unit")} hint={text("activity-pages:no-unit-hint")} /> : (
            <ul class="rows">
              {found.map((unit) => {
                const commune = desk.tree.communeOf(unit._id);
                return (
                  <li class="request">
                    <p><strong>{unit.name}</strong>{commune !== unit._id && <> <small>{desk.tree.all.get(commune)?.name}</small></>}</p>
                    <ActButton action={address} csrf={csrf} fields={{ units: unit._id }} label={text("activity-pages:ask-unit")} about={unit.name} />
                  </li>
                );
              })}
            </ul>
          )}
        </div>
        <p class="bar"><a role="button" class="secondary" href={`/console/activities/${activity._id}`}>{text("activity-pages:back")}</a></p>
      </>
    ),
  };
}

/** Whom the host asked, and what they said. */
export function Partners({ visit, activity }: { visit: StaffVisit; activity: Activity }) {
  const { desk, text, csrf } = visit;
  if (!activity.partners || activity.partners.length === 0) return null;
  return (
    <section id="partners" data-topic="activities">
      <h2>{text("activity-pages:partners")}</h2>
      <ul class="rows">
        {activity.partners.map(({ unit, state }) => {
          const name = desk.tree.all.get(unit)?.name ?? unit;
          return (
            <li class="request">
              <p><strong>{name}</strong> <small>{text(`activity-pages:partner-${state}`)}</small></p>
              <ActButton action={`/console/activities/${activity._id}/partners/remove`} csrf={csrf} fields={{ unit }} label={text("console:remove")} about={name} kind="secondary" {...(state === "accepted" ? { ask: text("activity-pages:partner-remove-ask", { name }) } : {})} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** An invitation with its two answers, one for each unit somebody answers for. */
export function Invitation({ visit, activity }: { visit: StaffVisit; activity: Activity }) {
  const { desk, text, csrf } = visit;
  const host = desk.tree.all.get(activity.units[0] ?? activity.commune)?.name ?? "";
  const act = `/console/activities/${activity._id}/answer`;
  return (
    <>
      {ownInvitations(desk, activity).filter((one) => one.state === "invited").map(({ unit }) => (
        <section class="request">
          <h2>{text("activity-pages:invitation")}</h2>
          <p>{text("activity-pages:invitation-says", { host, unit: desk.tree.all.get(unit)?.name ?? unit })} <a href={`/console/activities/${activity._id}`}>{activity.title}</a></p>
          <p>{[showTime(visit, activity.startsAt), activity.place].filter(Boolean).join(" · ")}</p>
          <div class="bar">
            <ActButton action={act} csrf={csrf} fields={{ unit, accept: "1" }} label={text("activity-pages:accept")} about={activity.title} />
            <ActButton action={act} csrf={csrf} fields={{ unit }} label={text("activity-pages:decline")} about={activity.title} kind="secondary" />
          </div>
        </section>
      ))}
    </>
  );
}

export async function invite({ desk, params, form }: StaffVisit): Promise<Reply> {
  await invitePartners(desk, params["id"]!, { units: list(form, "units") });
  return { to: `/console/activities/${params["id"]}/partners`, said: "activity-pages:said-invited" };
}

export async function dropPartner({ desk, params, form }: StaffVisit): Promise<Reply> {
  await removePartner(desk, params["id"]!, { unit: field(form, "unit", 60) });
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
}

export async function answer({ desk, params, form }: StaffVisit): Promise<Reply> {
  const [unit, accept] = [field(form, "unit", 60), field(form, "accept", 1) === "1"];
  await answerInvitation(desk, params["id"]!, { accept, ...(unit ? { unit } : {}) });
  // Who said no may not see it any more.
  return { to: accept ? `/console/activities/${params["id"]}` : "/console/activities", said: accept ? "activity-pages:said-accepted" : "activity-pages:said-declined" };
}
