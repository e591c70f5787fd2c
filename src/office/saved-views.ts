import { randomBytes } from "node:crypto";
import type { SavedView } from "../people/index.ts";
import type { Desk } from "./desk.ts";
import { OfficeError } from "./office-error.ts";

const mostViews = 30;

/** A person's own filters of a list, in the order they were saved. */
export async function savedViews(desk: Desk, list: string): Promise<SavedView[]> {
  return (await desk.ports.people.views.find({ staff: desk.actor.id }).lean<SavedView[]>()).filter((view) => view.list === list).sort((a, b) => a.createdAt - b.createdAt);
}

export async function saveView(desk: Desk, { list, name, query }: { list: string; name: string; query: string }): Promise<void> {
  const clean = name.normalize("NFC").replace(/\s+/g, " ").trim().slice(0, 40);
  if (clean === "") throw new OfficeError(422, "fields-wrong", { fields: { name: "name-missing" } });
  if ((await desk.ports.people.views.countDocuments({ staff: desk.actor.id })) >= mostViews) throw new OfficeError(422, "too-many-views");
  // Only fields a list knows; a search is somebody's name and is not kept.
  const kept = new URLSearchParams([...new URLSearchParams(query.slice(0, 500))].filter(([key, value]) => /^[a-z-]{1,20}$/.test(key) && key !== "q" && key !== "after" && value !== ""));
  await desk.ports.people.views.create({ _id: `view-${randomBytes(9).toString("base64url")}`, staff: desk.actor.id, list, name: clean, query: kept.toString(), createdAt: desk.now });
}

export async function deleteView(desk: Desk, id: string): Promise<void> {
  await desk.ports.people.views.deleteOne({ _id: id, staff: desk.actor.id });
}
