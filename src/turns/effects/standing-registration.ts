import type { ContactId } from "../../core/contact-id.ts";
import { registrationOf, type Registration } from "../../dialogues/index.ts";
import { firstLinked } from "./linked-contacts.ts";
import type { FeatureRooms } from "./rooms.ts";

/** Somebody's seat or waiting place in a dialogue, wherever among their linked channels they registered. */
export function standingRegistration(rooms: FeatureRooms, dialogue: string, contact: ContactId): Promise<Registration | undefined> {
  return firstLinked(rooms, contact, async (one) => {
    const registration = await registrationOf(rooms.dialogues, dialogue, one);
    return registration && registration.state !== "cancelled" ? registration : undefined;
  });
}
