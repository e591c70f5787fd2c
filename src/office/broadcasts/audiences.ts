import { randomBytes } from "node:crypto";
import { z } from "zod";
import { audienceQuery, type SavedAudience } from "../../broadcasts/index.ts";
import { tagsInUse } from "../../people/index.ts";
import { reaches } from "../../staff/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { audienceWithin, placeOf } from "./place.ts";

const mostAudiences = 100;
export const savedAudienceInput = z.strictObject({
  name: z.string().transform((text) => text.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim()).pipe(z.string().min(2, "name-missing").max(60, "too-long")),
  query: audienceQuery,
  commune: z.string().max(60).optional(),
});

/** Audiences somebody's place has kept, by name. */
export async function savedAudiences(desk: Desk): Promise<SavedAudience[]> {
  const scope = desk.scope("broadcasts.read");
  const found = await desk.ports.broadcasts.audiences.find(scope.all ? {} : { commune: { $in: [...scope.communes] } }).lean<SavedAudience[]>();
  return found.sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

export async function saveAudience(desk: Desk, input: unknown): Promise<SavedAudience> {
  const { name, query, commune } = checked(savedAudienceInput, input);
  const place = await placeOf(desk, commune);
  if ((await desk.ports.broadcasts.audiences.countDocuments({ commune: place.commune })) >= mostAudiences) throw new OfficeError(422, "too-many-views");
  const { court: _court, ...kept } = await audienceWithin(desk, query, place);
  const saved: SavedAudience = { _id: `au-${randomBytes(9).toString("base64url")}`, name, query: kept, by: desk.actor.id, createdAt: desk.now, ...(place.commune ? { commune: place.commune } : {}) };
  await desk.ports.broadcasts.audiences.create(saved);
  await desk.audit("audience.saved", { subject: { kind: "audience", id: saved._id }, commune: place.commune, after: { name } });
  return saved;
}

const mostTags = 60;

/** Tags people of one's place have, for ticking; nothing for whoever may not read people. */
export async function audienceTags(desk: Desk): Promise<string[]> {
  return desk.can("people.read") ? tagsInUse(desk.ports.people, (person) => reaches(desk.scope("people.read"), person), mostTags) : [];
}

export async function deleteAudience(desk: Desk, id: string): Promise<void> {
  const scope = desk.scope("broadcasts.write");
  const found = await desk.ports.broadcasts.audiences.findById(id).lean<SavedAudience>();
  if (!found || !(scope.all || (found.commune !== undefined && scope.communes.includes(found.commune)))) throw notFound();
  await desk.ports.broadcasts.audiences.deleteOne({ _id: id });
  await desk.audit("audience.deleted", { subject: { kind: "audience", id }, commune: found.commune, before: { name: found.name } });
}
