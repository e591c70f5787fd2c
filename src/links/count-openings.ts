import type { LinkModels } from "./model.ts";

/** People who came by a link and how often they did, by channel. */
export type LinkCounts = { people: number; opens: number; byChannel: Record<string, { people: number; opens: number }> };

/** Counts of all links that were opened, by slug. */
export async function countOpenings(models: LinkModels): Promise<Map<string, LinkCounts>> {
  const rows = await models.openings.aggregate<{ _id: { link: string; channel: string }; people: number; opens: number }>([
    { $group: { _id: { link: "$link", channel: "$channel" }, people: { $sum: 1 }, opens: { $sum: "$opens" } } },
  ]);
  const counts = new Map<string, LinkCounts>();
  for (const { _id, people, opens } of rows) {
    const of = counts.get(_id.link) ?? { people: 0, opens: 0, byChannel: {} };
    of.people += people;
    of.opens += opens;
    of.byChannel[_id.channel] = { people, opens };
    counts.set(_id.link, of);
  }
  return counts;
}
