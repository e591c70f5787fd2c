import { firstOfSeries, seriesLives, type Broadcast } from "../broadcasts/index.ts";
import { forgetOwned } from "../media/index.ts";
import type { Rooms } from "./rooms.ts";

/** Deletes the pictures of a notice that is gone, unless another of its series shows them. */
export async function forgetNoticePictures({ broadcasts, media }: Pick<Rooms, "broadcasts" | "media">, gone: Pick<Broadcast, "_id" | "follows">): Promise<void> {
  const first = firstOfSeries(gone);
  if (!(await seriesLives(broadcasts, first))) await forgetOwned(media, `notice:${first}`);
}
