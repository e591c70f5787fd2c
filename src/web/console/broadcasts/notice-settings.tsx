import { calendarReminders, type NoticeRules, type NoticeSettings } from "../../../broadcasts/index.ts";
import { changeNoticeSettings, notFound, placeOf, readNoticeSettings, savedAudiences } from "../../../office/index.ts";
import { attempt, CheckField, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import { field, list, type Fields, type Reply, type StaffVisit } from "../route.ts";
import { communeOptions } from "../units-select.ts";

const names = ["quietFrom", "quietTo", "holidays", "restDays", "reminders", "noReminders", "without", "duesDay", "questionDays", "approveAbove"] as const;

export async function settingsPage(visit: StaffVisit): Promise<Reply> {
  const commune = await communeOf(visit);
  const { own, rules } = await readNoticeSettings(visit.desk, commune);
  return page(visit, commune, own, rules, { values: valuesOf(own) });
}

export async function saveNoticeSettings(visit: StaffVisit): Promise<Reply> {
  const { desk, form } = visit;
  const commune = field(form, "commune", 60) || (await communeOf(visit));
  const { own, rules } = await readNoticeSettings(desk, commune);
  return attempt(
    async () => {
      await changeNoticeSettings(desk, commune, inputOf(form), Number(field(form, "version", 12)));
      return { to: `/console/broadcasts/settings?commune=${encodeURIComponent(commune)}`, said: "broadcasts:said-settings" };
    },
    (wrong, error) => page(visit, commune, own, rules, { values: { ...Object.fromEntries(names.map((name) => [name, field(form, name, 300)])), without: list(form, "without").join(",") }, wrong, ...(error.key === "fields-wrong" ? {} : { problem: visit.text(`office:${error.key}`) }) }),
  );
}

async function communeOf({ desk, query }: StaffVisit): Promise<string> {
  const held = field(query, "commune", 60) || communeOptions(desk, "broadcasts.read")[0]?.value || (await placeOf(desk, {})).commune;
  if (!held) throw notFound();
  return held;
}

/** An empty field goes back to the installation's. */
function inputOf(form: Fields): Record<string, unknown> {
  const numbers = (name: string) => field(form, name, 100).split(/[,;\s]+/).filter(Boolean).map(Number);
  const number = (name: string) => (field(form, name, 2) ? Number(field(form, name, 2)) : null);
  const orNull = (name: string) => field(form, name, 20) || null;
  const some = <Item,>(items: Item[]): Item[] | null => (items.length > 0 ? items : null);
  const [from, to] = [orNull("quietFrom"), orNull("quietTo")];
  return {
    quietFrom: from, quietTo: to,
    holidays: field(form, "holidays", 5) === "" ? null : field(form, "holidays", 5) === "quiet",
    restDays: some(field(form, "restDays", 300).split(/[,;\s]+/).filter(Boolean)),
    remindersMinutes: field(form, "noReminders", 1) === "1" ? [] : some(numbers("reminders").map((hours) => Math.round(hours * 60))),
    without: some(list(form, "without")),
    duesDay: number("duesDay"), questionDays: number("questionDays"),
    approveAbove: field(form, "approveAbove", 9) ? Number(field(form, "approveAbove", 9)) : null,
  };
}

function valuesOf(own: NoticeSettings | undefined): Typed["values"] {
  return {
    quietFrom: own?.quietFrom ?? "", quietTo: own?.quietTo ?? "", holidays: own?.holidays === undefined || own.holidays === null ? "" : own.holidays ? "quiet" : "send",
    restDays: own?.restDays?.join(", ") ?? "", reminders: own?.remindersMinutes?.map((minutes) => minutes / 60).join(", ") ?? "", noReminders: own?.remindersMinutes?.length === 0 ? "1" : "", without: own?.without?.join(",") ?? "", duesDay: String(own?.duesDay ?? ""), questionDays: String(own?.questionDays ?? ""), approveAbove: own?.approveAbove ? String(own.approveAbove) : "",
  };
}

async function page(visit: StaffVisit, commune: string, own: NoticeSettings | undefined, rules: NoticeRules, typed: Typed): Promise<Reply> {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  const communes = communeOptions(desk, "broadcasts.read");
  const saved = await savedAudiences(desk);
  return {
    title: text("broadcasts:settings"),
    at: "broadcasts",
    page: (
      <>
        {communes.length > 1 && <ul class="chips">{communes.map(({ value, label }) => <li><a href={`/console/broadcasts/settings?commune=${encodeURIComponent(value)}`} aria-current={value === commune ? "true" : undefined}>{label}</a></li>)}</ul>}
        <p>{text("broadcasts:rules-now", { from: rules.quietFrom, to: rules.quietTo, hours: rules.remindersMinutes.map((minutes) => minutes / 60).join(", ") || "none", count: rules.approveAbove })}</p>
        {desk.can("broadcasts.approve") && (
          <Form action="/console/broadcasts/settings" csrf={csrf} wide>
            <Problem {...base} />
            <input type="hidden" name="commune" value={commune} />
            <input type="hidden" name="version" value={own?.version ?? 0} />
            <TextField {...base} name="quietFrom" label={text("broadcasts:quiet-from")} help={text("broadcasts:quiet-help")} maxLength={5} />
            <TextField {...base} name="quietTo" label={text("broadcasts:quiet-to")} maxLength={5} />
            <SelectField {...base} name="holidays" label={text("broadcasts:holidays")} none={text("broadcasts:as-installed")} options={["quiet", "send"].map((value) => ({ value, label: text(`broadcasts:holidays-${value}`) }))} />
            <TextField {...base} name="restDays" label={text("broadcasts:rest-days")} help={text("broadcasts:rest-days-help")} maxLength={300} />
            <TextField {...base} name="reminders" label={text("broadcasts:reminders")} help={text("broadcasts:reminders-help")} maxLength={60} />
            <CheckField name="noReminders" label={text("broadcasts:no-reminders")} checked={typed.values["noReminders"] === "1"} />
            <fieldset>
              <legend>{text("broadcasts:without")}</legend>
              {calendarReminders.map((one) => <CheckField name="without" value={one} label={text(`broadcasts:without-${one}`)} checked={(typed.values["without"] ?? "").split(",").includes(one)} />)}
            </fieldset>
            <TextField {...base} name="duesDay" label={text("broadcasts:dues-day")} help={text("broadcasts:dues-day-help", { day: rules.duesDay })} inputMode="numeric" maxLength={2} />
            <TextField {...base} name="questionDays" label={text("broadcasts:question-days")} help={text("broadcasts:question-days-help", { days: rules.questionDays })} inputMode="numeric" maxLength={2} />
            <TextField {...base} name="approveAbove" label={text("broadcasts:approve-above")} inputMode="numeric" maxLength={7} />
            <button type="submit">{text("console:save")}</button>
          </Form>
        )}
        {saved.length > 0 && (
          <section>
            <h2>{text("broadcasts:saved")}</h2>
            <ul class="rows">
              {saved.map((one) => (
                <li class="request">
                  <p><a href={`/console/broadcasts/new?audience=${one._id}`}>{one.name}</a></p>
                  {desk.can("broadcasts.write") && <ActButton action={`/console/broadcasts/audiences/${one._id}/delete`} csrf={csrf} label={text("console:remove")} about={one.name} kind="secondary" />}
                </li>
              ))}
            </ul>
          </section>
        )}
      </>
    ),
  };
}
