import { randomBytes } from "node:crypto";
import { z } from "zod";
import { audienceQuery, type SavedAudience } from "../../broadcasts/index.ts";
import { tagsInUse } from "../../people/index.ts";
import { reaches } from "../../staff/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { audienceWithin, placeOf, withinPlaces } from "./place.ts";

const mostAudiences = 100;
export const savedAudienceInput = z.strictObject({
  name: z.string().transform((text) => text.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim()).pipe(z.string().min(2, "name-missing").max(60, "too-long")),
  query: audienceQuery,
  commune: z.string().max(60).optional(),
  /** Of staff who hold several places: whose it is. */
  branch: z.string().max(60).optional(),
  club: z.string().max(60).optional(),
});
export const audienceChangesInput = savedAudienceInput.pick({ name: true, query: true }).partial();

/** Audiences somebody's place has kept, by name. */
export async function savedAudiences(desk: Desk): Promise<SavedAudience[]> {
  const found = await desk.ports.broadcasts.audiences.find(withinPlaces(desk.scope("broadcasts.read"))).lean<SavedAudience[]>();
  return found.sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

export async function saveAudience(desk: Desk, input: unknown): Promise<SavedAudience> {
  const { name, query, ...named } = checked(savedAudienceInput, input);
  const place = await placeOf(desk, named);
  if ((await desk.ports.broadcasts.audiences.countDocuments({ commune: place.commune ?? null } as Record<string, unknown>)) >= mostAudiences) throw new OfficeError(422, "too-many-views");
  const { court: _court, ...kept } = await audienceWithin(desk, query, place);
  const saved: SavedAudience = { _id: `au-${randomBytes(9).toString("base64url")}`, name, query: kept, by: desk.actor.id, createdAt: desk.now, ...place };
  await desk.ports.broadcasts.audiences.create(saved);
  await desk.audit("audience.saved", { subject: { kind: "audience", id: saved._id }, commune: place.commune, after: { name } });
  return saved;
}

const mostTags = 60;

/** Tags people of one's place have, for ticking; nothing for whoever may not read people. */
export async function audienceTags(desk: Desk): Promise<string[]> {
  return desk.can("people.read") ? tagsInUse(desk.ports.people, (person) => reaches(desk.scope("people.read"), person), mostTags) : [];
}

/** Changes what a name stands for; notices keep the people they were written for. */
export async function updateAudience(desk: Desk, id: string, input: unknown): Promise<SavedAudience> {
  const found = await readAudience(desk, id);
  const { name = found.name, query } = checked(audienceChangesInput, input);
  const { court: _court, ...kept } = query ? await audienceWithin(desk, query, found) : found.query;
  await desk.ports.broadcasts.audiences.updateOne({ _id: id }, { $set: { name, query: kept } });
  await desk.audit("audience.changed", { subject: { kind: "audience", id }, commune: found.commune, before: { name: found.name }, after: { name } });
  return readAudience(desk, id);
}

async function readAudience(desk: Desk, id: string): Promise<SavedAudience> {
  const found = await desk.ports.broadcasts.audiences.findById(id).lean<SavedAudience>();
  if (!found || !reaches(desk.scope("broadcasts.write"), { commune: found.commune, branch: found.branch, club: found.club })) throw notFound();
  return found;
}

export async function deleteAudience(desk: Desk, id: string): Promise<void> {
  const found = await readAudience(desk, id);
  await desk.ports.broadcasts.audiences.deleteOne({ _id: id });
  await desk.audit("audience.deleted", { subject: { kind: "audience", id }, commune: found.commune, before: { name: found.name } });
}
