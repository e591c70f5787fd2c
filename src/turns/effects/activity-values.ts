import type { Activity } from "../../activities/index.ts";
import { seatsOf } from "../../activities/index.ts";
import { clubById } from "../../clubs/index.ts";
import { seatsLeft } from "../../dialogues/index.ts";
import type { Values } from "../../conversation/definition.ts";
import { unitTree } from "../../units/index.ts";
import type { EffectTools, Shelf } from "./effect-tools.ts";

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

/** Who holds an activity, as people call them: the club or unit that runs it, the others by name as far as a card has room. */
export type Hosts = { host: string; others: string; more: number };

const mostOthers = 3;

export async function hostsOf({ rooms }: Pick<Shelf, "rooms">, { units, club, commune }: Activity): Promise<Hosts> {
  const tree = await unitTree(rooms.units);
  const nameOf = (unit: string): string => tree.all.get(unit)?.name ?? unit;
  const [own = commune, ...further] = units;
  const host = (club === undefined ? undefined : (await clubById(rooms.clubs, club))?.name) ?? nameOf(own);
  return { host, others: further.slice(0, mostOthers).map(nameOf).join(", ") || "none", more: Math.max(0, further.length - mostOthers) };
}

/** `seats` -1 and `age` 0: no limit. `span` "same": ends on the day it begins. `deadline` "no": registration ends when it begins. */
export function cardOf(activity: Activity, hosts: Hosts, ageBand: string | undefined, now: number, timeZone: string): Values {
  const { _id: id, title, startsAt: when, endsAt: ends, place, description, onlineUrl, minAge, registerUntil, seating } = activity;
  const limited = seatsOf(activity) !== undefined;
  const day = (time: number): string => new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(time);
  return {
    id, title, when, ends, span: day(when) === day(ends) ? "same" : "days", running: isRunning(activity, now) ? "yes" : "no", place: place || "none", about: description || "none", online: onlineUrl ?? "none", ...hosts,
    age: minAge ?? 0, young: tooYoung(activity, ageBand) ? "yes" : "no", deadline: registerUntil === undefined ? "no" : "yes", until: registerUntil ?? when, takes: takes(activity, now), seats: limited ? seatsLeft(activity as never) : -1, queue: limited ? seating.waiting : 0,
  };
}

export function isRunning({ startsAt, endsAt }: Pick<Activity, "startsAt" | "endsAt">, now: number): boolean {
  return startsAt <= now && now < endsAt;
}

/** The most years of each band: who is surely too young. */
const atMost: Record<string, number> = { "under-16": 15, "16-17": 17, "18-30": 30, "over-30": 200 };

export function tooYoung({ minAge = 0 }: Pick<Activity, "minAge">, ageBand: string | undefined): boolean {
  return (atMost[ageBand ?? ""] ?? 200) < minAge;
}

/** Whether parents have to be asked first. */
export function asksParents({ guardianNote }: Activity, ageBand: string | undefined): boolean {
  return guardianNote === true && ageBand !== undefined && minors.has(ageBand);
}
