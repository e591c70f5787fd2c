import { changeActivityPhotos } from "../activities/index.ts";
import { firstOfSeries, type Broadcast } from "../broadcasts/index.ts";
import type { ChannelName } from "../core/channel-name.ts";
import { MediaRefused } from "../media/index.ts";
import { readActivity } from "./activities/read-activities.ts";
import { readOwn } from "./broadcasts/place.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

const mostPhotos = 60;

async function kept(work: Promise<string>): Promise<string> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof MediaRefused) throw new OfficeError(422, "not-a-picture");
    throw error;
  }
}

/** Shows a picture above a draft's words; another one takes its place. Returns the channels on which it is not shown. */
export async function setNoticePicture(desk: Desk, id: string, content: Buffer): Promise<readonly ChannelName[]> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  if (draft.state !== "draft") throw new OfficeError(409, "broadcast-sent-off");
  const image = await kept(desk.ports.pictures.keep(`notice:${id}`, content));
  await write(desk, draft, { $set: { "content.image": image }, $unset: { rehearsed: 1 }, $inc: { version: 1 } });
  return desk.ports.pictures.without;
}

export async function dropNoticePicture(desk: Desk, id: string): Promise<void> {
  await write(desk, await readOwn(desk, id, "broadcasts.write"), { $unset: { "content.image": 1, rehearsed: 1 }, $inc: { version: 1 } });
}

async function write(desk: Desk, draft: Broadcast, change: Record<string, unknown>): Promise<void> {
  const written = await desk.ports.broadcasts.broadcasts.updateOne({ _id: draft._id, state: "draft" }, change);
  if (written.matchedCount === 0) throw new OfficeError(409, "broadcast-sent-off");
  await desk.audit("broadcast.changed", { subject: { kind: "broadcast", id: draft._id }, commune: draft.commune, after: { picture: "$set" in change } });
}

/** A picture of a draft or a notice, for whoever may read it. */
export async function noticePictureOf(desk: Desk, id: string): Promise<{ content: Buffer; type: string }> {
  const broadcast = await readOwn(desk, id);
  const { image } = broadcast.content;
  // Later ones of a series show the first one's.
  const picture = image && (await desk.ports.pictures.read(image, `notice:${firstOfSeries(broadcast)}`));
  if (!picture) throw notFound();
  return picture;
}

/** Keeps a photo of an activity; who agreed that it is shown has to be written beside it (facts §6: children and their parents). */
export async function addPhoto(desk: Desk, id: string, content: Buffer, consent: string): Promise<void> {
  const activity = await readActivity(desk, id, "activities.write");
  const who = consent.normalize("NFC").replace(/\s+/g, " ").trim().slice(0, 200);
  if (who.length < 2) throw new OfficeError(422, "fields-wrong", { fields: { consent: "consent-missing" } });
  if (activity.photos.length >= mostPhotos) throw new OfficeError(422, "too-many-photos");
  const media = await kept(desk.ports.pictures.keep(`activity:${id}`, content));
  await changeActivityPhotos(desk.ports.activities, id, { add: { media, name: "anh.jpg", consent: who, at: desk.now } });
  await desk.audit("activity.photo", { subject: { kind: "activity", id }, commune: activity.commune, after: { consent: who } });
}

export async function removePhoto(desk: Desk, id: string, media: string): Promise<void> {
  const activity = await readActivity(desk, id, "activities.write");
  await changeActivityPhotos(desk.ports.activities, id, { remove: media });
  await desk.ports.pictures.remove(media, `activity:${id}`);
  await desk.audit("activity.photo-removed", { subject: { kind: "activity", id }, commune: activity.commune });
}

/** One photo of an activity, the first where none is named. */
export async function photoOf(desk: Desk, id: string, named: string): Promise<{ content: Buffer; type: string }> {
  const activity = await readActivity(desk, id, "activities.write");
  const media = named || (activity.photos[0]?.media ?? "");
  const picture = activity.photos.some((photo) => photo.media === media) && (await desk.ports.pictures.read(media, `activity:${id}`));
  if (!picture) throw notFound();
  return picture;
}
