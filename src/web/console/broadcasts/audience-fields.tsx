import type { AudienceCriteria, AudienceQuery, Gatherer } from "../../../broadcasts/index.ts";
import { CheckField, Fold, type Option } from "../form.tsx";
import { field, list, type Fields, type StaffVisit } from "../route.ts";
import { tickable, whos, type AudienceChoices, type Tickable } from "./audience-choices.ts";
import { shownWho } from "./kept-criteria.ts";

/** Field of a criterion's ticks; exclusions have names of their own. */
const fieldOf = (name: string, excluded: boolean): string => (excluded ? `except${name[0]!.toUpperCase()}${name.slice(1)}` : name);

/** In the order they are shown. */
const meant: readonly Tickable[] = ["units", "clubs", "roles", "ageBands"];
const meantLater: readonly Tickable[] = ["topics", "questions", "tags", "channels"];
const excepted: readonly Tickable[] = ["units", "clubs", "roles", "ageBands", "tags", "channels"];

/** Clicks instead of a language: each group may stay empty; groups narrow, ticks within a group widen. */
export function AudienceFields({ visit, choices, query }: { visit: StaffVisit; choices: AudienceChoices; query: AudienceQuery | undefined }) {
  const { text } = visit;
  const groups = (names: readonly Tickable[], excluded: boolean) =>
    names.map((name) => <Ticks title={text(`broadcasts:${excluded ? "except" : "by"}-${name}`)} name={fieldOf(name, excluded)} options={choices[name]} ticked={(excluded ? query?.except : query)?.[name] ?? []} />);
  return (
    <fieldset class="audience">
      <legend>{text("broadcasts:audience")}</legend>
      <CheckField name="everyone" label={text("broadcasts:everyone")} checked={query?.everyone === true} />
      <p class="quiet">{text("broadcasts:audience-hint")}</p>
      {groups(meant, false)}
      <Gatherings visit={visit} choices={choices} criteria={query} excluded={false} />
      {groups(meantLater, false)}
      <Fold title={text("broadcasts:by-more")} open={Boolean(query?.seenWithinDays ?? query?.silentForDays ?? query?.locales)}>
        <label>{text("broadcasts:seen-within")}<input name="seenWithinDays" inputMode="numeric" value={query?.seenWithinDays ?? ""} maxLength={4} autocomplete="off" /></label>
        <label>{text("broadcasts:silent-for")}<input name="silentForDays" inputMode="numeric" value={query?.silentForDays ?? ""} maxLength={4} autocomplete="off" /></label>
        {(["vi", "en"] as const).map((one) => <CheckField name="locales" value={one} label={text(`broadcasts:locale-${one}`)} checked={query?.locales?.includes(one) ?? false} />)}
      </Fold>
      {groups(excepted, true)}
      <Gatherings visit={visit} choices={choices} criteria={query?.except} excluded />
    </fieldset>
  );
}

function Ticks({ title, name, options, ticked }: { title: string; name: string; options: readonly Option[]; ticked: readonly string[] }) {
  if (options.length === 0) return null;
  const count = options.filter(({ value }) => ticked.includes(value)).length;
  return (
    <Fold title={count > 0 ? `${title} (${count})` : title} open={count > 0}>
      {options.map(({ value, label }) => <CheckField name={name} value={value} label={label} checked={ticked.includes(value)} />)}
    </Fold>
  );
}

const prefixed = (kind: string) => ({ value, label }: Option): Option => ({ value: `${kind}:${value}`, label });

function Gatherings({ visit: { text }, choices, criteria, excluded }: { visit: StaffVisit; choices: AudienceChoices; criteria: AudienceCriteria | undefined; excluded: boolean }) {
  const all = [...choices.activities.map(prefixed("activity")), ...choices.dialogues.map(prefixed("dialogue"))];
  if (all.length === 0) return null;
  const who = shownWho(criteria, choices);
  const named = [...(criteria?.activities ?? []).map((one) => ({ ...one, value: `activity:${one.id}` })), ...(criteria?.dialogues ?? []).map((one) => ({ ...one, value: `dialogue:${one.id}` }))];
  const chosen = new Set(named.filter((one) => one.who === who && one.before === undefined).map((one) => one.value));
  const count = all.filter(({ value }) => chosen.has(value)).length;
  const title = text(excluded ? "broadcasts:except-gathering" : "broadcasts:by-gathering");
  return (
    <Fold title={count > 0 ? `${title} (${count})` : title} open={count > 0}>
      <label>
        {text(excluded ? "broadcasts:except-who" : "broadcasts:who")}
        <select name={fieldOf("who", excluded)}>{whos.map((one) => <option value={one} selected={one === who}>{text(`broadcasts:who-${one}`)}</option>)}</select>
      </label>
      {all.map(({ value, label }) => <CheckField name={fieldOf("gatherings", excluded)} value={value} label={label} checked={chosen.has(value)} />)}
    </Fold>
  );
}

/** The query a form stands for; empty groups are left out. */
export function audienceOf(form: Fields): AudienceQuery {
  const days = (name: string): number | undefined => (/^\d{1,4}$/.test(field(form, name, 4)) ? Number(field(form, name, 4)) : undefined);
  const except = criteriaOf(form, true);
  return filled({
    everyone: field(form, "everyone", 2) === "1" ? true : undefined,
    ...criteriaOf(form, false),
    locales: filledList(list(form, "locales")), seenWithinDays: days("seenWithinDays"), silentForDays: days("silentForDays"),
    except: Object.keys(except).length > 0 ? except : undefined,
  }) as AudienceQuery;
}

function criteriaOf(form: Fields, excluded: boolean): AudienceCriteria {
  const typed = field(form, fieldOf("who", excluded), 20) as Gatherer;
  const who = whos.includes(typed) ? typed : "registered";
  const gatherings = list(form, fieldOf("gatherings", excluded));
  const of = (kind: string) => filledList(gatherings.filter((value) => value.startsWith(`${kind}:`)).map((value) => ({ id: value.slice(kind.length + 1), who })));
  return filled({ ...Object.fromEntries(tickable.map((name) => [name, filledList(list(form, fieldOf(name, excluded)))])), activities: of("activity"), dialogues: of("dialogue") }) as AudienceCriteria;
}

function filledList<Item>(items: Item[]): Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

function filled(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
