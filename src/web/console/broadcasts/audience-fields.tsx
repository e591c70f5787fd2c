import { audienceRoles, type AudienceCriteria, type AudienceQuery, type Gatherer } from "../../../broadcasts/index.ts";
import type { Club } from "../../../clubs/index.ts";
import { listActivities, listClubs, listDialogues } from "../../../office/index.ts";
import { ageBands } from "../../../storage/contact.ts";
import { CheckField, Fold, type Option } from "../form.tsx";
import { field, list, type Fields, type StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";
import { branchOptions } from "../units-select.ts";
import { channelNames } from "../../../core/channel-name.ts";

/** What can be ticked, as the one at the desk may choose it. */
export type AudienceChoices = { branches: Option[]; clubs: Option[]; dialogues: Option[]; activities: Option[] };

const recentMs = 60 * 86_400_000;

export async function audienceChoices(visit: StaffVisit): Promise<AudienceChoices> {
  const { desk, now } = visit;
  const clubs = desk.can("clubs.read") ? await listClubs(desk) : [];
  const dialogues = desk.can("dialogues.read") ? await listDialogues(desk) : [];
  const activities = desk.can("activities.read") ? [...(await listActivities(desk)).activities, ...(await listActivities(desk, { list: "past", limit: 20 })).activities] : [];
  return {
    branches: branchOptions(desk, "broadcasts.write"),
    clubs: clubs.filter((club: Club) => club.state !== "dissolved").map(({ _id, name }) => ({ value: _id, label: name })),
    dialogues: dialogues.filter((one) => one.startsAt > now - recentMs).map(({ _id, title, startsAt }) => ({ value: _id, label: `${title} (${showDate(visit, startsAt)})` })),
    activities: activities.map(({ _id, title, startsAt }) => ({ value: _id, label: `${title} (${showDate(visit, startsAt)})` })),
  };
}

/** Clicks instead of a language: each group may stay empty; groups narrow, ticks within a group widen. */
export function AudienceFields({ visit, choices, query }: { visit: StaffVisit; choices: AudienceChoices; query: AudienceQuery | undefined }) {
  const { text } = visit;
  const ticked = <Name extends keyof AudienceCriteria>(name: Name): readonly unknown[] => (query?.[name] as readonly unknown[] | undefined) ?? [];
  const excepted = query?.except ?? {};
  return (
    <fieldset class="audience">
      <legend>{text("broadcasts:audience")}</legend>
      <CheckField name="everyone" label={text("broadcasts:everyone")} checked={query?.everyone === true} />
      <p class="quiet">{text("broadcasts:audience-hint")}</p>
      <Ticks title={text("broadcasts:by-branch")} name="units" options={choices.branches} ticked={ticked("units")} />
      <Ticks title={text("broadcasts:by-club")} name="clubs" options={choices.clubs} ticked={ticked("clubs")} />
      <Ticks title={text("broadcasts:by-role")} name="roles" options={audienceRoles.map((value) => ({ value, label: text(`broadcasts:role-${value}`) }))} ticked={ticked("roles")} />
      <Ticks title={text("broadcasts:by-age")} name="ageBands" options={ageBands.map((value) => ({ value, label: text(`broadcasts:age-${value}`) }))} ticked={ticked("ageBands")} />
      <Gatherings visit={visit} choices={choices} query={query} />
      <Ticks title={text("broadcasts:by-channel")} name="channels" options={channelNames.map((value) => ({ value, label: text(`broadcasts:channel-${value}`) }))} ticked={ticked("channels")} />
      <Fold title={text("broadcasts:by-more")} open={Boolean(query?.tags ?? query?.seenWithinDays ?? query?.silentForDays ?? query?.locales)}>
        <label>{text("broadcasts:tags")}<input name="tags" value={query?.tags?.join(", ") ?? ""} maxLength={300} autocomplete="off" /></label>
        <label>{text("broadcasts:seen-within")}<input name="seenWithinDays" inputMode="numeric" value={query?.seenWithinDays ?? ""} maxLength={4} autocomplete="off" /></label>
        <label>{text("broadcasts:silent-for")}<input name="silentForDays" inputMode="numeric" value={query?.silentForDays ?? ""} maxLength={4} autocomplete="off" /></label>
        {(["vi", "en"] as const).map((one) => <CheckField name="locales" value={one} label={text(`broadcasts:locale-${one}`)} checked={ticked("locales").includes(one)} />)}
      </Fold>
      <Ticks title={text("broadcasts:except-branch")} name="exceptUnits" options={choices.branches} ticked={excepted.units ?? []} />
      <Ticks title={text("broadcasts:except-club")} name="exceptClubs" options={choices.clubs} ticked={excepted.clubs ?? []} />
      <Ticks title={text("broadcasts:except-gathering")} name="exceptGatherings" options={[...choices.activities.map(prefixed("activity")), ...choices.dialogues.map(prefixed("dialogue"))]} ticked={[...(excepted.activities ?? []).map((one) => `activity:${one.id}`), ...(excepted.dialogues ?? []).map((one) => `dialogue:${one.id}`)]} />
    </fieldset>
  );
}

function Ticks({ title, name, options, ticked }: { title: string; name: string; options: readonly Option[]; ticked: readonly unknown[] }) {
  if (options.length === 0) return null;
  return (
    <Fold title={ticked.length > 0 ? `${title} (${ticked.length})` : title} open={ticked.length > 0}>
      {options.map(({ value, label }) => <CheckField name={name} value={value} label={label} checked={ticked.includes(value)} />)}
    </Fold>
  );
}

const whos: readonly Gatherer[] = ["registered", "seated", "waiting", "attended", "interested"];
const prefixed = (kind: string) => ({ value, label }: Option): Option => ({ value: `${kind}:${value}`, label });

function Gatherings({ visit: { text }, choices, query }: { visit: StaffVisit; choices: AudienceChoices; query: AudienceQuery | undefined }) {
  const all = [...choices.activities.map(prefixed("activity")), ...choices.dialogues.map(prefixed("dialogue"))];
  if (all.length === 0) return null;
  const chosen = query?.activities?.map((one) => ({ value: `activity:${one.id}`, who: one.who })) ?? query?.dialogues?.map((one) => ({ value: `dialogue:${one.id}`, who: one.who })) ?? [];
  const who = chosen[0]?.who ?? "registered";
  return (
    <Fold title={text("broadcasts:by-gathering")} open={chosen.length > 0}>
      <label>
        {text("broadcasts:who")}
        <select name="who">{whos.map((one) => <option value={one} selected={one === who}>{text(`broadcasts:who-${one}`)}</option>)}</select>
      </label>
      {all.map(({ value, label }) => <CheckField name="gatherings" value={value} label={label} checked={chosen.some((one) => one.value === value)} />)}
    </Fold>
  );
}

/** The query a form stands for; empty groups are left out. */
export function audienceOf(form: Fields): AudienceQuery {
  const some = (name: string): string[] | undefined => (list(form, name).length > 0 ? list(form, name) : undefined);
  const days = (name: string): number | undefined => (/^\d{1,4}$/.test(field(form, name, 4)) ? Number(field(form, name, 4)) : undefined);
  const who = whos.includes(field(form, "who", 20) as Gatherer) ? (field(form, "who", 20) as Gatherer) : "registered";
  const of = (values: readonly string[], kind: string, whom: Gatherer) => values.filter((value) => value.startsWith(`${kind}:`)).map((value) => ({ id: value.slice(kind.length + 1), who: whom }));
  const gatherings = list(form, "gatherings");
  const tags = field(form, "tags", 300).split(",").map((tag) => tag.trim()).filter(Boolean);
  const excepted = list(form, "exceptGatherings");
  const except = filled({ units: some("exceptUnits"), clubs: some("exceptClubs"), activities: filledList(of(excepted, "activity", "registered")), dialogues: filledList(of(excepted, "dialogue", "registered")) });
  return filled({
    everyone: field(form, "everyone", 2) === "1" ? true : undefined,
    units: some("units"), clubs: some("clubs"), roles: some("roles"), ageBands: some("ageBands"), channels: some("channels"), locales: some("locales"), tags: filledList(tags),
    activities: filledList(of(gatherings, "activity", who)), dialogues: filledList(of(gatherings, "dialogue", who)), seenWithinDays: days("seenWithinDays"), silentForDays: days("silentForDays"),
    except: Object.keys(except).length > 0 ? except : undefined,
  }) as AudienceQuery;
}

function filledList<Item>(items: Item[]): Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

function filled(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
