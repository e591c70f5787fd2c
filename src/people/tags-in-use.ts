import type { PeopleModels, PersonRecord } from "./model.ts";

/** People looked at: whoever keeps thousands with tags uses the same few words. */
const mostLookedAt = 5_000;

/**
 * Tags people have, the most common first: what can be ticked instead of typed. Asked of the index of tags alone, for most people have
 * none; `seen` says of whom one may know.
 */
export async function tagsInUse(models: Pick<PeopleModels, "people">, seen: (person: Pick<PersonRecord, "commune" | "branch">) => boolean, most: number): Promise<string[]> {
  const tagged = await models.people.find({ tags: { $gt: "" } }, { tags: 1, commune: 1, branch: 1 }).limit(mostLookedAt).lean<Pick<PersonRecord, "tags" | "commune" | "branch">[]>();
  const often = new Map<string, number>();
  for (const person of tagged) if (seen(person)) for (const tag of person.tags) often.set(tag, (often.get(tag) ?? 0) + 1);
  return [...often].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "vi")).slice(0, most).map(([tag]) => tag);
}
