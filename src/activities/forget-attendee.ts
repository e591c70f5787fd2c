import type { ContactId } from "../core/contact-id.ts";
import { cancelAllRegistrations, forgetParticipant, type TellPromotion } from "../dialogues/index.ts";
import type { ActivityModels } from "./model.ts";
import { namelessAttendance } from "./nameless-rows.ts";

/** Registrations and reminders of somebody who withdrew consent end; that they were there stays with staff's lists until deleted. */
export async function leaveAllActivities(models: ActivityModels, contact: ContactId, mark: string, now: number, tell: TellPromotion): Promise<void> {
  await cancelAllRegistrations(models.seats, contact, mark, now, tell);
  await models.interests.deleteMany({ contact });
}

/** Gives the seats back, then deletes every trace; that somebody was there stays as a number without a name. */
export async function forgetAttendee(models: ActivityModels, contact: ContactId, mark: string, now: number, tell: TellPromotion): Promise<void> {
  await forgetParticipant(models.seats, contact, mark, now, tell);
  await models.interests.deleteMany({ contact });
  await models.feedback.deleteMany({ contact });
  await namelessAttendance(models, { contact });
}

/** Somebody of the register is deleted. */
export async function forgetPersonAttendance(models: ActivityModels, person: string): Promise<void> {
  await namelessAttendance(models, { person });
}
