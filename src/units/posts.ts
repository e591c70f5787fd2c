import { randomBytes } from "node:crypto";
import type { Post, PostTitle, UnitModels } from "./model.ts";

export async function givePost(models: UnitModels, post: Omit<Post, "_id">): Promise<Post> {
  const given: Post = { _id: `post-${randomBytes(9).toString("base64url")}`, ...post };
  await models.posts.create(given);
  return given;
}

/** False: no such post, or it ended before. */
export async function endPost(models: UnitModels, id: string, to: string): Promise<boolean> {
  return (await models.posts.updateOne({ _id: id, to: { $exists: false } }, { $set: { to } })).modifiedCount === 1;
}

export async function postById(models: UnitModels, id: string): Promise<Post | undefined> {
  return (await models.posts.findById(id).lean<Post>()) ?? undefined;
}

/** Those held now first, then the newest. */
export async function postsOf(models: UnitModels, where: { unit: string } | { person: string }): Promise<Post[]> {
  const found = await models.posts.find(where).lean<Post[]>();
  return found.sort((a, b) => Number(a.to !== undefined) - Number(b.to !== undefined) || (a.from < b.from ? 1 : -1));
}

export async function forgetPosts(models: UnitModels, person: string): Promise<void> {
  await models.posts.deleteMany({ person });
}

/** Who holds a post in a commune and its branches now. */
export async function holdersOf(models: UnitModels, commune: string, title: PostTitle): Promise<string[]> {
  const held = await models.posts.find({ commune, title, to: { $exists: false } }, { person: 1 }).lean<Pick<Post, "person">[]>();
  return [...new Set(held.map((post) => post.person))];
}

/** Posts these people hold now. */
export async function postsHeldBy(models: UnitModels, people: readonly string[]): Promise<Pick<Post, "person" | "title" | "unit">[]> {
  if (people.length === 0) return [];
  return models.posts.find({ person: { $in: [...people] }, to: { $exists: false } }, { person: 1, title: 1, unit: 1 }).lean<Pick<Post, "person" | "title" | "unit">[]>();
}
