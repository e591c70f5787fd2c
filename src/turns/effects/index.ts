import type { Effect } from "../effect-contract.ts";
import { giveFeedback, loadAttended } from "./activity-feedback.ts";
import { cancelActivity } from "./cancel-activity.ts";
import { cancelDialogue } from "./cancel-dialogue.ts";
import { checkIn, findCheckIn } from "./check-in.ts";
import { deleteMyData } from "./delete-my-data.ts";
import { confirmNotice } from "./confirm-notice.ts";
import { decideClubRequest, loadClubRequest } from "./club-requests.ts";
import { createTools, type EffectPorts, type Shelf } from "./effect-tools.ts";
import { findBranch } from "./find-branch.ts";
import { findClub } from "./find-club.ts";
import { findMyActivity } from "./find-my-activity.ts";
import { findRegistration } from "./find-registration.ts";
import { followQuestion } from "./follow-question.ts";
import { answerInvitation, loadInvitation } from "./invitations.ts";
import { joinClub } from "./join-club.ts";
import { leaveClub } from "./leave-club.ts";
import { linkStaff } from "./link-staff.ts";
import { loadActivity } from "./load-activity.ts";
import { loadBranch } from "./load-branch.ts";
import { loadCases } from "./load-cases.ts";
import { loadClub } from "./load-club.ts";
import { loadDialogue } from "./load-dialogue.ts";
import { loadIdentities } from "./load-identities.ts";
import { loadLastNotice } from "./load-last-notice.ts";
import { loadQuestion } from "./load-question.ts";
import { makeLinkCode } from "./make-link-code.ts";
import { myData } from "./my-data.ts";
import { openCase } from "./open-case.ts";
import { recordConsent } from "./record-consent.ts";
import { registerActivity } from "./register-activity.ts";
import { registerDialogue } from "./register-dialogue.ts";
import { forgoReminder, remindActivity } from "./remind-activity.ts";
import { remindMe } from "./remind-me.ts";
import { requestPerson } from "./request-person.ts";
import type { FeatureRooms } from "./rooms.ts";
import { saveProfile } from "./save-profile.ts";
import { screenQuestion } from "./screen-question.ts";
import { setLocale } from "./set-locale.ts";
import { showAnswer } from "./show-answer.ts";
import { startMessages } from "./start-messages.ts";
import { stopMessages } from "./stop-messages.ts";
import { submitQuestion } from "./submit-question.ts";
import { unlinkAccount } from "./unlink-account.ts";
import { useLinkCode } from "./use-link-code.ts";
import { withdrawCase } from "./withdraw-case.ts";
import { withdrawConsent } from "./withdraw-consent.ts";
import { checkNotice, countNotice, draftNotice, dropNotice, mayNotify } from "./write-notice.ts";

export type { EffectPorts } from "./effect-tools.ts";
export { openFeatureRooms, type FeatureRooms } from "./rooms.ts";

const kinds: ((shelf: Shelf) => Effect)[] = [
  loadClub,
  findClub,
  joinClub,
  leaveClub,
  loadDialogue,
  registerDialogue,
  findRegistration,
  cancelDialogue,
  loadActivity,
  registerActivity,
  remindActivity,
  forgoReminder,
  findMyActivity,
  cancelActivity,
  findCheckIn,
  checkIn,
  loadAttended,
  giveFeedback,
  screenQuestion,
  submitQuestion,
  loadQuestion,
  followQuestion,
  findBranch,
  saveProfile,
  recordConsent,
  withdrawConsent,
  setLocale,
  loadLastNotice,
  stopMessages,
  startMessages,
  remindMe,
  myData,
  deleteMyData,
  showAnswer,
  requestPerson,
  loadIdentities,
  makeLinkCode,
  useLinkCode,
  unlinkAccount,
  openCase,
  loadCases,
  withdrawCase,
  loadBranch,
  loadClubRequest,
  decideClubRequest,
  loadInvitation,
  answerInvitation,
  linkStaff,
  mayNotify,
  checkNotice,
  draftNotice,
  countNotice,
  confirmNotice,
  dropNotice,
];

/** All effects flows can ask for with `do`. */
export function createEffects(rooms: FeatureRooms, ports: EffectPorts): Effect[] {
  const shelf = { rooms, tools: createTools(ports) };
  return kinds.map((create) => create(shelf));
}
