import type { Activity } from "../../activities/index.ts";
import { seatsOf } from "../../activities/index.ts";
import { seatsLeft } from "../../dialogues/index.ts";
import type { Values } from "../../conversation/definition.ts";
import type { EffectTools } from "./effect-tools.ts";

const minors = new Set(["under-16", "16-17"]);

/** Where phones fetch the calendar file; "none" without a public address. */
export function calendarAddress(activity: Pick<Activity, "_id">, { publicUrl }: Pick<EffectTools, "publicUrl">): string {
  return publicUrl ? `${publicUrl}/activities/${activity._id}.ics` : "none";
}

/** "yes" (people register), "free" (they just come), "no" (closed). */
export function takes({ registration, state, registerUntil, startsAt }: Activity, now: number): "yes" | "free" | "no" {
  if (!registration) return "free";
  return state === "open" && now < (registerUntil ?? startsAt) && now < startsAt ? "yes" : "no";
}

export function cardOf(activity: Activity, now: number): Values {
  const { _id: id, title, startsAt: when, place, description, onlineUrl } = activity;
  const limited = seatsOf(activity) !== undefined;
  return { id, title, when, place, about: description || "none", online: onlineUrl ?? "none", takes: takes(activity, now), seats: limited ? seatsLeft(activity as never) : -1 };
}

/** Whether parents have to be asked first. */
export function asksParents({ guardianNote }: Activity, ageBand: string | undefined): boolean {
  return guardianNote === true && ageBand !== undefined && minors.has(ageBand);
}
