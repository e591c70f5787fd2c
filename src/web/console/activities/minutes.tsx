import { attendanceOf, type Activity } from "../../../activities/index.ts";
import { changeActivity, readActivity } from "../../../office/index.ts";
import { AreaField, attempt, Facts, Form, Problem, type Typed } from "../form.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

const resultLines = ({ results }: Activity): string => results.map(({ team, result }) => `${team}: ${result}`).join("\n");

/** `version` goes along: two who write minutes at once do not write over each other unseen. */
export function MinutesForm({ visit, activity, typed }: { visit: StaffVisit; activity: Activity; typed?: Typed }) {
  const { text, csrf } = visit;
  const base = { text, typed: typed ?? { values: { minutes: activity.minutes ?? "", results: resultLines(activity) } } };
  return (
    <Form action={`/console/activities/${activity._id}/minutes`} csrf={csrf}>
      <Problem {...base} />
      <input type="hidden" name="version" value={activity.version} />
      <AreaField {...base} name="minutes" label={text("activity-pages:minutes")} rows={6} maxLength={10_000} />
      <AreaField {...base} name="results" label={text("activity-pages:results")} help={text("activity-pages:results-help")} maxLength={5000} />
      <button type="submit">{text("console:save")}</button>
    </Form>
  );
}

export function saveMinutes(visit: StaffVisit): Promise<Reply> {
  const { desk, params, form: sent, text } = visit;
  const [minutes, lines] = [field(sent, "minutes", 10_000), field(sent, "results", 5000)];
  const results = lines.split("\n").map((line) => line.split(":")).filter(([team, result]) => team?.trim() && result?.trim()).map(([team, ...result]) => ({ team: team!.trim(), result: result.join(":").trim() }));
  return attempt(
    async () => {
      await changeActivity(desk, params["id"]!, { minutes, results }, Number(field(sent, "version", 12)));
      return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
    },
    async (wrong, error) => {
      // What stands there by now above what was typed: only people can bring the two together.
      const activity = await readActivity(desk, params["id"]!, "activities.write");
      const problem = error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`) };
      return { title: activity.title, at: "activities", page: <><Minutes activity={activity} /><MinutesForm visit={visit} activity={activity} typed={{ values: { minutes, results: lines }, wrong, ...problem }} /></> };
    },
  );
}

/** To be printed and signed. */
export async function minutesSheet(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params } = visit;
  const activity = await readActivity(desk, params["id"]!, "activities.write");
  const came = (await attendanceOf(desk.ports.activities, activity._id)).length;
  return {
    title: text("activity-pages:minutes-of", { title: activity.title }),
    bare: true,
    page: (
      <>
        <Facts pairs={[[text("activity-pages:units"), activity.units.map((unit) => desk.tree.all.get(unit)?.name ?? unit).join(", ")], [text("activity-pages:starts"), showTime(visit, activity.startsAt)], [text("activity-pages:ends"), showTime(visit, activity.endsAt)], [text("activity-pages:place"), activity.place], [text("activity-pages:came"), came]]} />
        <Minutes activity={activity} />
        <p class="sign">{text("activity-pages:certificate-sign")}</p>
      </>
    ),
  };
}

function Minutes({ activity }: { activity: Activity }) {
  return (
    <>
      <p class="written">{activity.minutes}</p>
      {activity.results.length > 0 && <ul>{activity.results.map(({ team, result }) => <li>{team}: {result}</li>)}</ul>}
    </>
  );
}
