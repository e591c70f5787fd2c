import { criteriaOf, type AudienceCriteria, type AudienceQuery, type Criterion, type Gatherer } from "../../../broadcasts/index.ts";
import { tickable, type AudienceChoices } from "./audience-choices.ts";

type Gathering = NonNullable<AudienceCriteria["activities"]>[number];

/** Of the exclusions the form has no fields for these at all. */
const neverExcluded: readonly Criterion[] = ["topics", "questions", "locales", "seenWithinDays", "silentForDays"];

/** The one "who" the form's ticks of gatherings are shown for: that of the first it can show. */
export function shownWho(criteria: AudienceCriteria | undefined, choices: AudienceChoices): Gatherer {
  const named = [...(criteria?.activities ?? []).filter(offered(choices.activities)), ...(criteria?.dialogues ?? []).filter(offered(choices.dialogues))];
  return named[0]?.who ?? "registered";
}

/**
 * What an audience asks for that the form has no tick for: left out when it is saved, the notice would go to more people than its author
 * sees. It stays, said as a sentence, until somebody drops it.
 */
export function beyondForm({ everyone: _everyone, court: _court, owing: _owing, except, ...meant }: AudienceQuery, choices: AudienceChoices): AudienceQuery {
  const kept = beyond(meant, choices, false);
  const excepted = except ? beyond(except, choices, true) : {};
  return { ...kept, ...(criteriaOf(excepted).length > 0 ? { except: excepted } : {}) };
}

function beyond(criteria: AudienceCriteria, choices: AudienceChoices, excluded: boolean): AudienceCriteria {
  const who = shownWho(criteria, choices);
  const rest: Record<string, unknown> = {};
  for (const name of tickable) rest[name] = excluded && neverExcluded.includes(name) ? criteria[name] : criteria[name]?.filter((value) => !choices[name].some((one) => one.value === value));
  rest["activities"] = criteria.activities?.filter((one) => !(offered(choices.activities)(one) && one.who === who));
  rest["dialogues"] = criteria.dialogues?.filter((one) => !(offered(choices.dialogues)(one) && one.who === who));
  rest["contacts"] = criteria.contacts;
  if (excluded) for (const name of ["locales", "seenWithinDays", "silentForDays"] as const) rest[name] = criteria[name];
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
}

function offered(options: readonly { value: string }[]): (one: Gathering) => boolean {
  return ({ id, before }) => before === undefined && options.some((option) => option.value === id);
}

/** What was kept without what somebody dropped: names of criteria, `except.` before those of the exclusions. */
export function without({ except, ...kept }: AudienceQuery, dropped: readonly string[]): AudienceQuery {
  const left = (criteria: AudienceCriteria, prefix: string): AudienceCriteria => Object.fromEntries(Object.entries(criteria).filter(([name]) => !dropped.includes(`${prefix}${name}`)));
  const excepted = left(except ?? {}, "except.");
  return { ...left(kept, ""), ...(criteriaOf(excepted).length > 0 ? { except: excepted } : {}) };
}

/** The form's ticks and what was kept as one audience: lists of the same criterion are joined, as ticks of one group are. */
export function joined(ticked: AudienceQuery, kept: AudienceQuery): AudienceQuery {
  const except = joinedCriteria(ticked.except ?? {}, kept.except ?? {});
  const { except: _ticked, everyone, ...own } = ticked;
  const { except: _kept, ...more } = kept;
  return { ...(everyone ? { everyone } : {}), ...joinedCriteria(own, more), ...(criteriaOf(except).length > 0 ? { except } : {}) };
}

function joinedCriteria(one: AudienceCriteria, other: AudienceCriteria): AudienceCriteria {
  const all: Record<string, unknown> = { ...other, ...one };
  for (const name of criteriaOf(one)) {
    const [mine, theirs] = [one[name], other[name]];
    if (Array.isArray(mine) && Array.isArray(theirs)) all[name] = [...new Map([...theirs, ...mine].map((value) => [JSON.stringify(value), value])).values()];
  }
  return all as AudienceCriteria;
}
