import type { PeopleModels, PersonRecord } from "./model.ts";

/** People looked at: whoever keeps thousands with tags uses the same few words. */
const mostLookedAt = 2_000;

/** Tags people of a place have, by how often: what can be ticked instead of typed. `within` as for lists. */
export async function tagsInUse(models: Pick<PeopleModels, "people">, within: Record<string, unknown>, most: number): Promise<string[]> {
  const tagged = await models.people.find({ ...within, tags: { $gt: "" } } as Record<string, unknown>, { tags: 1 }).limit(mostLookedAt).lean<Pick<PersonRecord, "tags">[]>();
  const often = new Map<string, number>();
  for (const { tags } of tagged) for (const tag of tags) often.set(tag, (often.get(tag) ?? 0) + 1);
  return [...often].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "vi")).slice(0, most).map(([tag]) => tag);
}
