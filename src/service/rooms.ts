import type { Connection } from "mongoose";
import { openOfficeRooms, type OfficeRooms } from "./office.ts";
import { mediaRoom, type MediaRoom } from "../media/index.ts";
import { openFeatureRooms, type FeatureRooms } from "../turns/effects/index.ts";

export type Rooms = FeatureRooms & OfficeRooms & { media: MediaRoom };

/** Opens all rooms on one connection and sees to their indexes. */
export async function openRooms(connection: Connection, mediaFolder: string): Promise<Rooms> {
  const media = mediaRoom(connection, mediaFolder);
  const [features, office] = await Promise.all([
    openFeatureRooms(connection), openOfficeRooms(connection), media.media.createIndexes(),
  ]);
  return { ...features, ...office, media };
}
