import type { Activity } from "../../activities/index.ts";
import { createLink, type Link } from "../../links/index.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { readShared } from "./read-activities.ts";

export type ActivityLink = { activity: Activity; /** Whose link it is: the host's, or the partner's of whoever asks. */ unit: string; link?: Link; /** People who came by it. */ people: number };

/** The entry link that opens an activity's card, if one was made for the unit of whoever asks. */
export async function activityLink(desk: Desk, id: string): Promise<ActivityLink> {
  const { activity, whole } = await readShared(desk, id);
  const { units } = desk.scope("activities.write");
  const unit = (whole ? undefined : activity.units.find((one) => units.has(one))) ?? activity.units[0] ?? activity.commune;
  const link = await desk.ports.links.links.findOne({ "to.kind": "activity", "to.id": id, unit, disabled: { $ne: true } } as Record<string, unknown>).lean<Link>();
  return { activity, unit, ...(link ? { link } : {}), people: link ? await desk.ports.links.openings.countDocuments({ link: link._id }) : 0 };
}

/** Makes that link; one is enough. `source`: where it hangs, in words for staff. */
export async function makeActivityLink(desk: Desk, id: string, source: string): Promise<Link> {
  const { activity, unit, link } = await activityLink(desk, id);
  if (link) return link;
  if (activity.state === "draft" || activity.state === "cancelled") throw new OfficeError(409, "activity-not-open");
  const made = await createLink(desk.ports.links, { to: { kind: "activity", id }, source, unit, now: desk.now });
  await desk.audit("activity.link", { subject: { kind: "activity", id }, commune: desk.tree.communeOf(unit), after: { link: made._id } });
  return made;
}
