import { activityById, type Activity } from "../../activities/index.ts";
import { standing } from "../../broadcasts/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import { positionOf, registrationOf, type Registration } from "../../dialogues/index.ts";
import type { Contact } from "../../storage/contact.ts";
import { unitTree } from "../../units/index.ts";
import { communeOf } from "./commune-of.ts";
import type { Shelf } from "./effect-tools.ts";
import { firstLinked } from "./linked-contacts.ts";
import type { FeatureRooms } from "./rooms.ts";

/** Units whose activities somebody may come to: their commune and, where they named one, their branch; what stands above too. */
export async function ownUnits(shelf: Shelf, contact: Pick<Contact, "_id" | "profile">): Promise<string[]> {
  const tree = await unitTree(shelf.rooms.units);
  const commune = await communeOf(shelf, contact);
  // What was named in chat may have become part of another branch since.
  const branches = contact.profile.branch === undefined ? [] : standing(tree, contact.profile.branch);
  return [...new Set([...(commune ? tree.pathOf(commune).map((unit) => unit._id) : []), ...(branches.length > 0 ? branches.flatMap((branch) => tree.pathOf(branch).map((unit) => unit._id)) : commune ? tree.subtree(commune) : [])])];
}

/** An activity somebody may see: published, and of one of their units. */
export async function visibleActivity(shelf: Shelf, id: string, contact: Pick<Contact, "_id" | "profile">): Promise<Activity | undefined> {
  const activity = await activityById(shelf.rooms.activities, id);
  if (!activity || activity.state === "draft" || activity.state === "cancelled") return undefined;
  const tree = await unitTree(shelf.rooms.units);
  const own = await ownUnits(shelf, contact);
  // A branch's activity is for the people of its commune who named no branch or another one, too, when a link led them here.
  const near = (unit: string): boolean => own.includes(unit) || own.includes(tree.communeOf(unit));
  if (activity.units.some(near)) return activity;
  // Whoever has a place sees it also after their commune left it; where nothing tells somebody's commune, a link that led them here does.
  return own.length === 0 || (await standingActivity(shelf.rooms, id, contact._id)) ? activity : undefined;
}

/** Somebody's registration, wherever among their linked channels. */
export function standingActivity(rooms: FeatureRooms, activity: string, contact: ContactId): Promise<Registration | undefined> {
  return firstLinked(rooms, contact, async (one) => {
    const registration = await registrationOf(rooms.activities.seats, activity, one);
    return registration && registration.state !== "cancelled" ? registration : undefined;
  });
}

export async function standingValues(rooms: FeatureRooms, standing: Registration | undefined): Promise<{ state: string; position: number; code: string }> {
  return { state: standing?.state ?? "none", position: standing ? await positionOf(rooms.activities.seats, standing) : 0, code: standing?.code ?? "" };
}
