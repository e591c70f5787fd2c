import { activityKinds, type Series, type SeriesRule } from "../../../activities/index.ts";
import { changeSeries, readSeries, stopSeries, type OfficeError } from "../../../office/index.ts";
import { AreaField, attempt, CheckField, Fold, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { ruleText } from "./rule-text.ts";
import { seriesExtrasOf, seriesExtrasTyped, SeriesExtras } from "./series-extras.tsx";

const hourMs = 3_600_000;
const names = ["title", "kind", "place", "description", "capacity", "minAge", "onlineUrl", "at", "hours", "deadline", "reminders", "until", "registration", "guardianNote", "weekday", "nth", "day", "month"] as const;

/** What a series says, to be changed for all its coming days, and its end. */
export async function seriesPage(visit: StaffVisit): Promise<Reply> {
  const series = await readSeries(visit.desk, visit.params["id"]!);
  return page(visit, series, { values: valuesOf(series) });
}

export async function saveSeries(visit: StaffVisit): Promise<Reply> {
  const { desk, form: sent, params } = visit;
  const series = await readSeries(desk, params["id"]!);
  const version = Number(field(sent, "version", 12));
  return attempt(
    async () => {
      const { changed, kept, planned } = await changeSeries(desk, series._id, changesOf(visit, series), version);
      return { to: "/console/activities", said: "activity-pages:said-series-changed", params: { changed, kept, planned } };
    },
    (wrong, error) => page(visit, { ...series, version }, typedIn(visit, wrong, error)),
  );
}

export async function endSeriesAct({ desk, params, form: sent }: StaffVisit): Promise<Reply> {
  const cancel = field(sent, "cancel", 1) === "1";
  const count = await stopSeries(desk, params["id"]!, { cancel, reason: field(sent, "reason", 200) });
  return { to: "/console/activities", said: cancel ? "activity-pages:said-series-called-off" : "activity-pages:said-series-ended", params: { count } };
}

function changesOf({ form: sent }: StaffVisit, { rule }: Series): Record<string, unknown> {
  const number = (name: string) => (/^\d{1,6}$/.test(field(sent, name, 6)) ? Number(field(sent, name, 6)) : undefined);
  // Cleared where they were left empty, for all days.
  return {
    registerBeforeMs: null, remindersMs: null, ...seriesExtrasOf(sent),
    title: field(sent, "title", 200), kind: field(sent, "kind", 30), place: field(sent, "place", 200), description: field(sent, "description", 2000), registration: field(sent, "registration", 1) === "1", capacity: number("capacity") ?? 0,
    minAge: number("minAge") ?? null, guardianNote: field(sent, "guardianNote", 1) === "1", onlineUrl: field(sent, "onlineUrl", 300) || null, at: field(sent, "at", 5), durationMs: Math.round(Number(field(sent, "hours", 4).replace(",", ".")) * hourMs), until: field(sent, "until", 10) || null,
    rule: { ...rule, ...Object.fromEntries((["weekday", "nth", "day", "month"] as const).filter((name) => name in rule).map((name) => [name, Number(field(sent, name, 3))])) },
  };
}

function valuesOf({ template, rule, at, durationMs, until = "" }: Series): Typed["values"] {
  const { title, kind, place, description, onlineUrl = "", minAge, capacity, registration, guardianNote } = template;
  return {
    title, kind, place, description, onlineUrl, at, until, ...seriesExtrasTyped(template), hours: String(durationMs / hourMs), capacity: capacity ? String(capacity) : "", minAge: minAge === undefined ? "" : String(minAge),
    registration: registration ? "1" : "", guardianNote: guardianNote ? "1" : "", ...Object.fromEntries(Object.entries(rule).map(([name, value]) => [name, String(value)])),
  };
}

function typedIn({ form: sent, text }: StaffVisit, found: Record<string, string>, error: OfficeError): Typed {
  const { "rule.day": day, ...wrong } = found;
  if (day) wrong["day"] = day;
  return { values: Object.fromEntries(names.map((name) => [name, field(sent, name, 2000)])), wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`) }) };
}

function page(visit: StaffVisit, series: Series, typed: Typed): Reply {
  const { text, csrf } = visit;
  const base = { text, typed };
  const action = `/console/activities/series/${series._id}`;
  return {
    title: text("activity-pages:edit-series"),
    at: "activities",
    page: (
      <>
        <p>{ruleText(visit, series.rule)}</p>
        <p class="quiet">{text("activity-pages:edit-series-hint")}</p>
        <Form action={action} csrf={csrf}>
          <Problem {...base} />
          <input type="hidden" name="version" value={series.version} />
          <TextField {...base} name="title" label={text("activity-pages:name")} required maxLength={120} />
          <SelectField {...base} name="kind" label={text("activity-pages:kind")} options={activityKinds.map((value) => ({ value, label: text(`activity-pages:kind-${value}`) }))} />
          <RuleFields base={base} rule={series.rule} />
          <TextField {...base} name="at" label={text("activity-pages:at")} required maxLength={5} />
          <TextField {...base} name="hours" label={text("activity-pages:hours")} inputMode="numeric" required maxLength={4} />
          <TextField {...base} name="place" label={text("activity-pages:place")} maxLength={160} />
          <AreaField {...base} name="description" label={text("activity-pages:description")} maxLength={1000} />
          <CheckField name="registration" label={text("activity-pages:registration")} checked={typed.values["registration"] === "1"} />
          <TextField {...base} name="capacity" label={text("activity-pages:capacity")} help={text("activity-pages:capacity-help")} inputMode="numeric" maxLength={6} />
          <SeriesExtras base={base} text={text} />
          <TextField {...base} name="minAge" label={text("activity-pages:min-age")} inputMode="numeric" maxLength={2} />
          <CheckField name="guardianNote" label={text("activity-pages:guardian")} checked={typed.values["guardianNote"] === "1"} />
          <TextField {...base} name="onlineUrl" label={text("activity-pages:online")} type="url" maxLength={300} />
          <TextField {...base} name="until" label={text("activity-pages:until")} type="date" />
          <button type="submit">{text("console:save")}</button>
        </Form>
        <Fold title={text("activity-pages:end-series-title")}>
          <Form action={`${action}/end`} csrf={csrf} ask={text("activity-pages:end-series-sure")}>
            <CheckField name="cancel" label={text("activity-pages:end-series-cancel")} />
            <TextField text={text} typed={{ values: {} }} name="reason" label={text("activity-pages:reason")} maxLength={200} />
            <button type="submit" class="danger">{text("activity-pages:end-series")}</button>
          </Form>
        </Fold>
      </>
    ),
  };
}

/** The parts of its rule; how often it comes stays, or another series begins. */
function RuleFields({ base, rule }: { base: { text: StaffVisit["text"]; typed: Typed }; rule: SeriesRule }) {
  const { text } = base;
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  const lunar = rule.every.startsWith("lunar");
  return (
    <>
      {"weekday" in rule && <SelectField {...base} name="weekday" label={text("activity-pages:weekday")} options={numbers(0, 6).map((value) => ({ value, label: text(`activity-pages:weekday-${value}`) }))} />}
      {"nth" in rule && <SelectField {...base} name="nth" label={text("activity-pages:nth")} options={["1", "2", "3", "4", "5", "-1"].map((value) => ({ value, label: value === "-1" ? text("activity-pages:nth-last") : value }))} />}
      {"day" in rule && <SelectField {...base} name="day" label={text("activity-pages:date")} options={numbers(1, lunar ? 30 : 31).map((value) => ({ value, label: value }))} />}
      {"month" in rule && <SelectField {...base} name="month" label={text("activity-pages:month")} options={numbers(1, 12).map((value) => ({ value, label: value }))} />}
    </>
  );
}
