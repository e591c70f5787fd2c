import { activitiesAhead, activityById } from "../../activities/index.ts";
import type { AudienceQuery, Purpose, SavedAudience } from "../../broadcasts/index.ts";
import type { Club } from "../../clubs/index.ts";
import { dialoguesAhead } from "../../dialogues/index.ts";
import { isCommune } from "../../units/index.ts";
import type { Desk } from "../desk.ts";
import { notFound } from "../office-error.ts";
import { savedAudiences } from "./audiences.ts";
import type { Place } from "./place.ts";

/** An audience as a button offers it; `value` is short and finds it again. `at`: of a dialogue or activity, to tell it by its day. */
export type ChatAudience = { value: string; kind: "everyone" | "unit" | "club" | "dialogue" | "activity" | "saved"; name: string; at?: number };

/** Whom somebody of staff may write to from a chat, the widest first: their commune, its branches, clubs, who registered for what comes, saved audiences. */
export async function chatAudiences(desk: Desk): Promise<ChatAudience[]> {
  const scope = desk.scope("broadcasts.write");
  const communes = communesOf(desk);
  const saved = (await savedAudiences(desk)).map((one): ChatAudience => ({ value: `saved:${one._id}`, kind: "saved", name: one.name }));
  if (communes.length > 1) return [...(scope.all ? [{ value: "all:", kind: "everyone", name: "" } as const] : []), ...communes.map((id) => unitAudience(desk, id, "all")), ...saved];
  if (communes.length === 1) return [unitAudience(desk, communes[0]!, "all"), ...branchesOf(desk, communes[0]!), ...(await clubsOf(desk, communes[0]!)), ...(await dialoguesOf(desk, communes[0]!)), ...(await activitiesOf(desk, communes[0]!)), ...saved];
  const clubs = await desk.ports.clubs.clubs.find({ _id: { $in: [...scope.clubs] } }).sort({ order: 1 }).lean<Club[]>();
  return [...scope.branches.map((id) => unitAudience(desk, id, "unit")), ...clubs.map(clubAudience), ...saved];
}

/** What an offered value means: the place, the query and, where it is plain, what the notice is about. Whether it is theirs, `createDraft` looks. */
export async function audienceOfValue(desk: Desk, value: string): Promise<Place & { audience: AudienceQuery; purpose?: Purpose; name: string }> {
  const [kind, id] = [value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)];
  const several = communesOf(desk).length > 1;
  const name = desk.tree.all.get(id)?.name ?? "";
  if (kind === "all") return { ...(id && several ? { commune: id } : {}), audience: { everyone: true }, name };
  const { branches, clubs } = desk.scope("broadcasts.write");
  // Who holds several narrow places writes from the one that is chosen.
  if (kind === "unit") return { ...(branches.includes(id) ? { branch: id } : {}), audience: { units: [id] }, name };
  if (kind === "club") return { ...(clubs.includes(id) ? { club: id } : {}), audience: { clubs: [id] }, purpose: "clubs", name: (await desk.ports.clubs.clubs.findById(id).lean<Club>())?.name ?? "" };
  if (kind === "dialogue") return { audience: { dialogues: [{ id, who: "registered" }] }, purpose: "dialogues", name: (await desk.ports.dialogues.dialogues.findById(id).lean<{ title: string }>())?.title ?? "" };
  if (kind === "activity") return { audience: { activities: [{ id, who: "registered" }] }, purpose: "activities", name: (await activityById(desk.ports.activities, id))?.title ?? "" };
  const saved = kind === "saved" ? (await savedAudiences(desk)).find((one: SavedAudience) => one._id === id) : undefined;
  if (!saved) throw notFound();
  const place: Place = saved.branch !== undefined && branches.includes(saved.branch) ? { branch: saved.branch } : saved.club !== undefined && clubs.includes(saved.club) ? { club: saved.club } : several && saved.commune ? { commune: saved.commune } : {};
  return { ...place, audience: saved.query, name: saved.name };
}

function communesOf(desk: Desk): readonly string[] {
  const scope = desk.scope("broadcasts.write");
  return scope.all ? [...desk.tree.all.values()].filter((unit) => unit.active && isCommune(unit)).map((unit) => unit._id) : scope.communes;
}

function unitAudience(desk: Desk, id: string, kind: "all" | "unit"): ChatAudience {
  const unit = desk.tree.all.get(id);
  return { value: `${kind}:${id}`, kind: kind === "all" ? "everyone" : "unit", name: unit?.label || unit?.name || id };
}

function branchesOf(desk: Desk, commune: string): ChatAudience[] {
  const units = desk.tree.subtree(commune).flatMap((id) => desk.tree.all.get(id) ?? []).filter((unit) => unit._id !== commune && unit.active);
  return units.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name, "vi")).map((unit) => unitAudience(desk, unit._id, "unit"));
}

async function clubsOf(desk: Desk, commune: string): Promise<ChatAudience[]> {
  const found = await desk.ports.clubs.clubs.find({ commune, state: { $ne: "dissolved" } } as Record<string, unknown>).sort({ order: 1 }).lean<Club[]>();
  return found.map(clubAudience);
}

function clubAudience({ _id, label, name }: Pick<Club, "_id" | "label" | "name">): ChatAudience {
  return { value: `club:${_id}`, kind: "club", name: label || name };
}

async function dialoguesOf(desk: Desk, commune: string): Promise<ChatAudience[]> {
  const ahead = (await dialoguesAhead(desk.ports.dialogues, desk.now)).filter((one) => one.state !== "cancelled" && (one.commune === undefined || one.commune === commune));
  return ahead.map(({ _id, label, startsAt }) => ({ value: `dialogue:${_id}`, kind: "dialogue", name: label, at: startsAt }));
}

async function activitiesOf(desk: Desk, commune: string): Promise<ChatAudience[]> {
  const ahead = (await activitiesAhead(desk.ports.activities, desk.now)).filter((one) => one.state !== "cancelled" && (one.commune === commune || one.units.some((unit) => desk.tree.communeOf(unit) === commune)));
  return ahead.map(({ _id, label, title, startsAt }) => ({ value: `activity:${_id}`, kind: "activity", name: label || title, at: startsAt }));
}
