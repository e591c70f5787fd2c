import { activityFeedback, activityPeople } from "../../../office/index.ts";
import { AreaField, CheckField, Fold, Form } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import type { StaffVisit } from "../route.ts";

/** Who registered and who was there, to be ticked and typed; what people thought. Without `whole`, for a partner: their own people alone. */
export async function ActivityPeople({ visit, id, whole }: { visit: StaffVisit; id: string; whole: boolean }) {
  const { desk, text, csrf } = visit;
  const [{ registrations, attendance }, feedback] = await Promise.all([activityPeople(desk, id), whole ? activityFeedback(desk, id) : { answers: 0, words: [], mean: undefined }]);
  const act = (name: string) => `/console/activities/${id}/${name}`;
  return (
    <section id="people" data-topic="activities">
      <h2>{text("activity-pages:registered", { count: registrations.length })}</h2>
      {!whole && <p class="quiet">{text("activity-pages:own-people")}</p>}
      <Form action={act("attendance")} csrf={csrf}>
        {registrations.map((one) => (one.there ? <p class="quiet">✓ {one.name || one.code}</p> : <CheckField name="contacts" value={one.contact} label={`${one.name || one.code}${one.state === "waiting" ? ` (${text("activity-pages:waits")})` : ""}`} />))}
        <AreaField text={text} typed={{ values: {} }} name="names" label={text("activity-pages:names")} help={text("activity-pages:names-help")} maxLength={20_000} />
        <button type="submit">{text("activity-pages:enter")}</button>
      </Form>
      <p class="bar"><a role="button" class="secondary" href={act("people")}>{text("activity-pages:tick-people")}</a></p>
      {registrations.some((one) => !one.there) && (
        <Fold title={text("activity-pages:take-off")} id="take-off">
          <p class="quiet">{text("activity-pages:take-off-hint")}</p>
          {registrations.filter((one) => !one.there).map((one) => <ActButton action={act("registrations/remove")} csrf={csrf} fields={{ contact: one.contact }} label={one.name || one.code} about={text("activity-pages:take-off")} kind="secondary" ask={text("activity-pages:take-off-ask", { name: one.name || one.code })} />)}
        </Fold>
      )}
      <h2>{text("activity-pages:attended", { count: attendance.length })}</h2>
      <ul class="rows">
        {attendance.map((one) => (
          <li class="request">
            <p><strong>{one.name || text("clubs:no-name")}</strong> <small>{text(`activity-pages:how-${one.how}`)}</small></p>
            <div class="bar">
              {one.name && <a role="button" class="secondary" href={`${act("certificates")}?row=${encodeURIComponent(one._id)}`} aria-label={`${text("activity-pages:certificate")}: ${one.name}`}>{text("activity-pages:certificate")}</a>}
              <ActButton action={act("attendance/undo")} csrf={csrf} fields={{ row: one._id }} label={text("console:remove")} about={one.name} kind="secondary" />
            </div>
          </li>
        ))}
      </ul>
      {attendance.some((one) => one.name) && <p class="bar"><a role="button" class="secondary" href={act("certificates")}>{text("activity-pages:certificates")}</a></p>}
      {feedback.answers > 0 && <p>{feedback.mean === undefined ? text("activity-pages:feedback-few", { count: feedback.answers }) : text("activity-pages:feedback", { count: feedback.answers, mean: feedback.mean })}</p>}
      {feedback.words.length > 0 && <ul>{feedback.words.map((words) => <li><q>{words}</q></li>)}</ul>}
    </section>
  );
}
