import { forgetClubMember, leaveAllClubs, type ClubModels } from "../clubs/index.ts";
import { endAllConsents, type ConsentModels } from "../consent/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import { forgetAttendee, leaveAllActivities, type ActivityModels } from "../activities/index.ts";
import { cancelAllRegistrations, forgetParticipant, type DialogueModels, type TellPromotion } from "../dialogues/index.ts";
import { forgetHandovers, type HandoverModels } from "../handovers/index.ts";
import { forgetIdentity, type IdentityModels } from "../identities/index.ts";
import { forgetOpenings, type LinkModels } from "../links/index.ts";
import { forgetAsker, hideAsker, type QuestionModels } from "../questions/index.ts";

/** The rooms that hold something about a person. */
export type PersonalRooms = { clubs: ClubModels; dialogues: DialogueModels; activities: ActivityModels; questions: QuestionModels; handovers: HandoverModels; consent: ConsentModels; links: LinkModels; identities: IdentityModels };

/**
 * What withdrawing the consent "registration" means: everything done on its ground stops. Memberships and registrations end
 * (the next one waiting gets the seat), names come off questions; the questions themselves were asked without needing
 * consent and are still answered. The profile's fields are the caller's to clear. Safe to repeat.
 */
export async function endParticipation(rooms: PersonalRooms, person: { contact: ContactId; mark: string; now: number }, tell: TellPromotion): Promise<void> {
  const { contact, mark, now } = person;
  await leaveAllClubs(rooms.clubs, contact, mark, now);
  await cancelAllRegistrations(rooms.dialogues, contact, mark, now, tell);
  await leaveAllActivities(rooms.activities, contact, mark, now, tell);
  await hideAsker(rooms.questions, contact);
}

/** Deletes a person from every room. What stays: questions that belong to others too, without a link, and proofs of consent under a pseudonym. Safe to repeat. */
export async function erasePerson(rooms: PersonalRooms, person: { contact: ContactId; subject: string; mark: string; now: number }, tell: TellPromotion): Promise<void> {
  const { contact, subject, mark, now } = person;
  // Seats first: a life that dies here has at least given them to others.
  await forgetParticipant(rooms.dialogues, contact, mark, now, tell);
  await forgetAttendee(rooms.activities, contact, mark, now, tell);
  await forgetClubMember(rooms.clubs, contact);
  await forgetAsker(rooms.questions, contact);
  await forgetHandovers(rooms.handovers, contact);
  await endAllConsents(rooms.consent, subject, now);
  await forgetOpenings(rooms.links, contact);
  await forgetIdentity(rooms.identities, contact);
}
