import { activityKinds, seatsOf, type Activity } from "../../../activities/index.ts";
import { localTime } from "../../../lib/local-time.ts";
import { callOffActivity, changeActivity, changeActivitySeats, newActivity, newSeries, OfficeError, readActivity } from "../../../office/index.ts";
import { AreaField, attempt, CheckField, Fold, Form, Problem, SelectField, TextField, type Option, type Typed } from "../form.tsx";
import { field, list, type Fields, type Reply, type StaffVisit } from "../route.ts";
import { branchOptions, clubOptions, communeOptions } from "../units-select.ts";
import { SeriesExtras, seriesExtrasOf } from "./series-extras.tsx";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const names = ["title", "kind", "place", "description", "startsAt", "endsAt", "capacity", "registerUntil", "minAge", "onlineUrl", "club", "owner", "rule", "day", "month", "weekday", "nth", "at", "hours", "from", "until", "deadline", "reminders", "noReminders", "registration", "guardianNote", "draft"] as const;

export const newActivityPage = async (visit: StaffVisit): Promise<Reply> => form(visit, { values: { kind: "meeting", registration: "1" } }, "/console/activities");
export const newSeriesPage = async (visit: StaffVisit): Promise<Reply> => form(visit, { values: { kind: "meeting", registration: "1", rule: "month-nth", nth: "2", weekday: "6", hours: "2", from: new Date(visit.now).toISOString().slice(0, 10) } }, "/console/activities/series", { series: true });

export function addActivity(visit: StaffVisit): Promise<Reply> {
  return attempt(
    async () => ({ to: `/console/activities/${(await newActivity(visit.desk, { ...defined(whatOf(visit)), ...defined(whenOf(visit)), ...ownerOf(visit), ...(field(visit.form, "draft", 1) === "1" ? { draft: true } : {}) }))._id}`, said: "activity-pages:said-added" }),
    (wrong, error) => form(visit, typedIn(visit, wrong, error), "/console/activities"),
  );
}

export function addSeries(visit: StaffVisit): Promise<Reply> {
  const { form: sent } = visit;
  return attempt(
    async () => {
      const { planned } = await newSeries(visit.desk, { ...defined(whatOf(visit)), ...ownerOf(visit), rule: ruleOf(sent), at: field(sent, "at", 5), durationMs: Math.round(Number(field(sent, "hours", 4)) * hourMs), ...seriesExtrasOf(sent), from: field(sent, "from", 10), ...(field(sent, "until", 10) ? { until: field(sent, "until", 10) } : {}) });
      return { to: "/console/activities", said: "activity-pages:said-series", params: { count: planned } };
    },
    (wrong, error) => form(visit, typedIn(visit, wrong, error), "/console/activities/series", { series: true }),
  );
}

export async function editActivityPage(visit: StaffVisit): Promise<Reply> {
  const activity = await readActivity(visit.desk, visit.params["id"]!, "activities.write");
  return form(visit, { values: valuesOf(visit, activity) }, `/console/activities/${activity._id}`, { activity });
}

export async function saveActivity(visit: StaffVisit): Promise<Reply> {
  const { desk, form: sent, params } = visit;
  const activity = await readActivity(desk, params["id"]!, "activities.write");
  const version = Number(field(sent, "version", 12));
  return attempt(
    async () => {
      const { capacity, ...what } = whatOf(visit);
      const { startsAt, endsAt, ...when } = whenOf(visit);
      // An end that was left as it stood goes along with the beginning.
      const moves = endsAt === null || (startsAt !== activity.startsAt && endsAt === Math.floor(activity.endsAt / minuteMs) * minuteMs);
      // Ticks replace ticks; whoever else holds it stays.
      const offered = branchesOffered(desk, activity).map((one) => one.value);
      const units = [...list(sent, "units"), ...activity.units.slice(1).filter((one) => !offered.includes(one))];
      const owner = field(sent, "owner", 60);
      await changeActivity(desk, activity._id, { ...what, ...when, startsAt, ...(moves ? {} : { endsAt }), units, ...(owner ? { branch: owner === activity.commune ? null : owner } : {}) }, version);
      if (typeof capacity === "number" && capacity !== (seatsOf(activity) ?? 0)) await changeActivitySeats(desk, activity._id, capacity);
      return { to: `/console/activities/${activity._id}`, said: "activity-pages:said-saved" };
    },
    (wrong, error) => form(visit, typedIn(visit, wrong, error), `/console/activities/${activity._id}`, { activity: { ...activity, version } }),
  );
}

export async function publish({ desk, params, form: sent }: StaffVisit): Promise<Reply> {
  const state = field(sent, "state", 8);
  await changeActivity(desk, params["id"]!, { state: state === "closed" ? "closed" : "open" });
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
}

export async function callOff({ desk, params, form: sent }: StaffVisit): Promise<Reply> {
  await callOffActivity(desk, params["id"]!, field(sent, "reason", 200));
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-called-off" };
}

/** What was left empty is null: it may have been filled before. */
function whatOf({ form: sent }: StaffVisit): Record<string, unknown> {
  const number = (name: string) => (/^\d{1,6}$/.test(field(sent, name, 6)) ? Number(field(sent, name, 6)) : null);
  return {
    title: field(sent, "title", 200), kind: field(sent, "kind", 30), place: field(sent, "place", 200), description: field(sent, "description", 2000), registration: field(sent, "registration", 1) === "1",
    capacity: number("capacity") ?? 0, minAge: number("minAge"), guardianNote: field(sent, "guardianNote", 1) === "1", onlineUrl: field(sent, "onlineUrl", 300) || null, units: list(sent, "units"), ...("club" in sent ? { club: field(sent, "club", 60) || null } : {}),
  };
}

function whenOf({ form: sent, desk }: StaffVisit): Record<string, unknown> {
  const time = (name: string, needed = false): number | null => {
    const typed = field(sent, name, 20);
    const at = typed ? localTime(typed, desk.ports.timeZone) : undefined;
    if (at === undefined && (typed || needed)) throw new OfficeError(422, "fields-wrong", { fields: { [name]: "time-wrong" } });
    return at ?? null;
  };
  return { startsAt: time("startsAt", true), endsAt: time("endsAt"), registerUntil: time("registerUntil"), remindersMs: remindersIn(sent) };
}

/** A commune or one of its branches, where there is a choice. */
function ownerOf({ form: sent, desk }: StaffVisit): { commune?: string; branch?: string } {
  const owner = field(sent, "owner", 60);
  return !owner ? {} : communeOptions(desk, "activities.write").some((one) => one.value === owner) ? { commune: owner } : { branch: owner };
}

/** Hours before as milliseconds; null: as the unit reminds. */
function remindersIn(sent: Fields): number[] | null {
  if (field(sent, "noReminders", 1) === "1") return [];
  const typed = field(sent, "reminders", 60).split(/[,;\s]+/).filter(Boolean).map((hours) => Math.round(Number(hours) * hourMs));
  if (typed.some((ms) => !(ms >= 300_000))) throw new OfficeError(422, "fields-wrong", { fields: { reminders: "field-wrong" } });
  return typed.length > 0 ? typed : null;
}

export function ruleOf(sent: Fields): Record<string, unknown> {
  const number = (name: string) => Number(field(sent, name, 3));
  switch (field(sent, "rule", 20)) {
    case "week":
      return { every: "week", weekday: number("weekday") };
    case "month-nth":
      return { every: "month", nth: number("nth"), weekday: number("weekday") };
    case "month-day":
      return { every: "month", day: number("day") };
    case "lunar-month":
      return { every: "lunar-month", day: number("day") };
    case "year":
      return { every: "year", month: number("month"), day: number("day") };
    default:
      return { every: "lunar-year", month: number("month"), day: number("day") };
  }
}

function typedIn({ form: sent, text }: StaffVisit, found: Record<string, string>, error: OfficeError): Typed {
  const { "rule.day": day, ...wrong } = found;
  if (day) wrong["day"] = day;
  return { values: Object.fromEntries(names.map((name) => [name, field(sent, name, 2000)])), wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`) }) };
}

function valuesOf({ desk }: StaffVisit, activity: Activity): Typed["values"] {
  const local = (time: number | undefined) => (time === undefined ? "" : new Intl.DateTimeFormat("sv-SE", { timeZone: desk.ports.timeZone, dateStyle: "short", timeStyle: "short" }).format(time).replace(" ", "T"));
  const { title, kind, place, description, onlineUrl = "", minAge, club = "" } = activity;
  return {
    title, kind, place, description, onlineUrl, club, owner: activity.units[0] ?? activity.commune, capacity: String(seatsOf(activity) ?? ""), minAge: minAge === undefined ? "" : String(minAge), startsAt: local(activity.startsAt), endsAt: local(activity.endsAt), registerUntil: local(activity.registerUntil),
    registration: activity.registration ? "1" : "", guardianNote: activity.guardianNote ? "1" : "",
    reminders: activity.remindersMs?.map((ms) => ms / hourMs).join(", ") ?? "", noReminders: activity.remindersMs?.length === 0 ? "1" : "",
  };
}

/** Branches of the own commune that can be ticked; all others are asked. */
function branchesOffered(desk: StaffVisit["desk"], activity?: Activity): Option[] {
  const communes = communeOptions(desk, "activities.write");
  if (!activity && communes.length > 1) return [];
  return branchOptions(desk, "activities.write").filter(({ value }) => value !== activity?.units[0] && (!activity || desk.tree.communeOf(value) === activity.commune));
}

async function form(visit: StaffVisit, typed: Typed, action: string, { activity, series }: { activity?: Activity; series?: boolean } = {}): Promise<Reply> {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  const units = branchesOffered(desk, activity);
  // An activity stays in its commune.
  const owners = [...communeOptions(desk, "activities.write"), ...branchOptions(desk, "activities.write")].filter(({ value }) => !activity || desk.tree.communeOf(value) === activity.commune);
  const clubs = await clubOptions(desk, activity?.commune);
  return {
    title: text(activity ? "activity-pages:edit" : series ? "activity-pages:add-series" : "activity-pages:add"),
    at: "activities",
    page: (
      <Form action={action} csrf={csrf}>
        <Problem {...base} />
        {activity && <input type="hidden" name="version" value={activity.version} />}
        <TextField {...base} name="title" label={text("activity-pages:name")} required maxLength={120} />
        <SelectField {...base} name="kind" label={text("activity-pages:kind")} options={activityKinds.map((value) => ({ value, label: text(`activity-pages:kind-${value}`) }))} />
        {owners.length > 1 && <SelectField {...base} name="owner" label={text("activity-pages:owner")} help={text("activity-pages:owner-help")} options={owners} />}
        {clubs.length > 0 && <SelectField {...base} name="club" label={text("activity-pages:club")} none={text("activity-pages:no-club")} options={clubs} />}
        {series ? <SeriesFields base={base} text={text} /> : (
          <>
            <TimeField {...base} name="startsAt" label={text("activity-pages:starts")} required />
            <TimeField {...base} name="endsAt" label={text("activity-pages:ends")} />
          </>
        )}
        <TextField {...base} name="place" label={text("activity-pages:place")} maxLength={160} />
        <AreaField {...base} name="description" label={text("activity-pages:description")} maxLength={1000} />
        <CheckField name="registration" label={text("activity-pages:registration")} checked={typed.values["registration"] === "1"} />
        <TextField {...base} name="capacity" label={text("activity-pages:capacity")} help={text("activity-pages:capacity-help")} inputMode="numeric" maxLength={6} />
        <Fold title={text("broadcasts:by-more")} open={["registerUntil", "minAge", "onlineUrl", "reminders", "noReminders"].some((name) => typed.values[name])}>
          {!series && <TimeField {...base} name="registerUntil" label={text("activity-pages:register-until")} />}
          <TextField {...base} name="minAge" label={text("activity-pages:min-age")} inputMode="numeric" maxLength={2} />
          <CheckField name="guardianNote" label={text("activity-pages:guardian")} checked={typed.values["guardianNote"] === "1"} />
          <TextField {...base} name="onlineUrl" label={text("activity-pages:online")} type="url" maxLength={300} />
          {!series && <TextField {...base} name="reminders" label={text("broadcasts:reminders")} help={text("activity-pages:reminders-help")} maxLength={60} />}
          {!series && <CheckField name="noReminders" label={text("broadcasts:no-reminders")} checked={typed.values["noReminders"] === "1"} />}
        </Fold>
        {units.length > 0 && (
          <Fold title={text("activity-pages:joint")}>
            {units.map(({ value, label }) => <CheckField name="units" value={value} label={label} checked={activity?.units.includes(value) ?? false} />)}
          </Fold>
        )}
        {!activity && !series && <CheckField name="draft" label={text("activity-pages:as-draft")} checked={typed.values["draft"] === "1"} />}
        <button type="submit">{text("console:save")}</button>
      </Form>
    ),
  };
}

function SeriesFields({ base, text }: { base: { text: StaffVisit["text"]; typed: Typed }; text: StaffVisit["text"] }) {
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  return (
    <>
      <SelectField {...base} name="rule" label={text("activity-pages:rule")} options={["week", "month-nth", "month-day", "lunar-month", "year", "lunar-year"].map((value) => ({ value, label: text(`activity-pages:every-${value}`) }))} />
      <SelectField {...base} name="weekday" label={text("activity-pages:weekday")} options={numbers(0, 6).map((value) => ({ value, label: text(`activity-pages:weekday-${value}`) }))} />
      <SelectField {...base} name="nth" label={text("activity-pages:nth")} options={["1", "2", "3", "4", "5", "-1"].map((value) => ({ value, label: value === "-1" ? text("activity-pages:nth-last") : value }))} />
      <SelectField {...base} name="day" label={text("activity-pages:date")} help={text("activity-pages:date-help")} options={numbers(1, 31).map((value) => ({ value, label: value }))} />
      <SelectField {...base} name="month" label={text("activity-pages:month")} options={numbers(1, 12).map((value) => ({ value, label: value }))} />
      <TextField {...base} name="at" label={text("activity-pages:at")} required maxLength={5} />
      <TextField {...base} name="hours" label={text("activity-pages:hours")} inputMode="numeric" required maxLength={4} />
      <SeriesExtras base={base} text={text} />
      <TextField {...base} name="from" label={text("activity-pages:from")} type="date" required />
      <TextField {...base} name="until" label={text("activity-pages:until")} type="date" />
    </>
  );
}

function TimeField({ text, typed, name, label, required = false }: { text: StaffVisit["text"]; typed: Typed; name: string; label: string; required?: boolean }) {
  const error = typed.wrong?.[name];
  return (
    <label class={error ? "field wrong" : "field"}>
      {label}
      <input type="datetime-local" name={name} value={typed.values[name] ?? ""} required={required} />
      {error && <small class="error">{text(`office:${error}`)}</small>}
    </label>
  );
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
