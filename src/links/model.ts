import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

export const linkKinds = ["flow", "club", "dialogue", "activity"] as const;
export type LinkTarget = { kind: (typeof linkKinds)[number]; id: string };

/** A link on a poster, in a post, on a leaflet: it says what opens and where the person came from. */
export type Link = {
  /** `thon-dong-k3m7`: at most 20 characters of [a-z0-9-], because with `l_` it has to fit into every platform's start payload. */
  _id: string;
  /** The slug's end, `k3m7`: short enough to be typed where a platform's links carry nothing. */
  code: string;
  to: LinkTarget;
  /** Where it hangs or stands, in words for staff: "thôn Đông". */
  source: string;
  unit?: string;
  disabled?: boolean;
  createdAt: number;
};

/** One person on one channel who came by a link: people are counted, not taps. */
export type Opening = {
  /** `link|contact`; of somebody whose data was deleted `link~<random>`. */
  _id: string;
  link: string;
  contact?: ContactId;
  channel: string;
  opens: number;
  /** Mark of the last act, so that the same act played again is counted once. */
  mark?: string;
  /** Set while the row is being made nameless: its nameless copy's random part. */
  nameless?: string;
};

export type LinkModels = { links: Model<Link>; openings: Model<Opening> };

export function linkModels(connection: Connection): LinkModels {
  const link = new Schema<Link>(
    { _id: String, code: { type: String, unique: true }, to: { kind: String, id: String }, source: String, unit: String, disabled: Boolean, createdAt: Number },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  const opening = new Schema<Opening>(
    { _id: String, link: { type: String, index: true }, contact: { type: String, index: true }, channel: String, opens: Number, mark: String, nameless: String },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  return { links: connection.model<Link>("links", link, "links"), openings: connection.model<Opening>("link-openings", opening, "link-openings") };
}

export function openingId(link: string, contact: ContactId): string {
  return `${link}|${contact}`;
}

/** By slug or by code. */
export async function linkBy(models: LinkModels, name: string): Promise<Link | undefined> {
  const found = name.includes("-") ? await models.links.findById(name).lean<Link>() : await models.links.findOne({ code: name }).lean<Link>();
  return found ?? undefined;
}

/** All links, newest first. */
export async function listLinks(models: LinkModels): Promise<Link[]> {
  const all = await models.links.find().lean<Link[]>();
  return all.sort((a, b) => b.createdAt - a.createdAt || a._id.localeCompare(b._id));
}

/** False: there is no such link. Disabling twice is once; what was counted stays. */
export async function disableLink(models: LinkModels, slug: string): Promise<boolean> {
  return (await models.links.updateOne({ _id: slug }, { $set: { disabled: true } })).matchedCount === 1;
}
