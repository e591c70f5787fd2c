export {
  activityChangesInput, activityFeedback, activityPeople, attendanceFor, attendanceInput, callOffActivity, changeActivity, changeActivitySeats, enterAttendance, listActivities, listSeries, logForClub, newActivity, newActivityInput,
  activityLink, makeActivityLink, type ActivityLink, answerInvitation, invitationAnswerInput, invitationOf, invitePartners, ownInvitations, partIn, partnerInput, partnersInput, removePartner, unitsToInvite, waitingInvitations,
  changeSeries, readSeries, seriesChangesInput, seriesEndInput, newSeries, newSeriesInput, readActivity, readShared, registerPerson, registrationInput, runsActivity, stopSeries, takeOff, takeOffInput, tickList, undoAttendance, type Tick, type ActivityList, type ListedRegistration,
} from "./activities/index.ts";
export { openDesk, type Desk } from "./desk.ts";
export { notFound, OfficeError } from "./office-error.ts";
export type { NoticeWork, OfficePorts, StaffCall } from "./office-ports.ts";
export { beginTotp, changePassword, confirmTotp, dropTotp, endSessions, linkOwnChat, setOwnLocale, unlinkOwnChat, useTotp } from "./account.ts";
export { listAudit, type AuditQuery } from "./audit-log.ts";
export { advanceCase, assignCase, caseMoveInput, newCaseInput, listCases, noteCase, openCase, readCase, type CaseQuery } from "./cases.ts";
export { activityInput, addClubActivity, answerRequest, answerRequestInput, clubChangesInput, newClubInput, requestAnswerInput, clubActivities, clubPeople, createClub, dissolveClub, listClubs, readClub, removeMember, reopenClub, requestOf, updateClub, waitingRequests, type ClubMember, type ListedClub } from "./clubs.ts";
export {
  approveBroadcast, approvers, askedBy, audienceChangesInput, audienceTags, buttonFlows, broadcastChangesInput, broadcastInput, cancelNotice, changeNoticeSettings, countAudience, createDraft, deleteAudience, deleteDraft, endRepeat, inputOf, listBroadcasts, longestNotice,
  noticePlan, noticeReplies, noticeRows, noticeStanding, standingsByName, unreached, noticeSettingsInput, pauseNotice, peopleOf, placeOf, readNotice, readOwnNotice, readNoticeSettings, rehearseNotice, resumeInput, resumeNotice, retryNotice, saveAudience, savedAudienceInput, savedAudiences, updateAudience,
  chatAudiences, checkChatWords, confirmFromChat, countedFromChat, draftFromChat, dropFromChat, type ChatAudience, type ChatNotice,
  sendBack, sendInput, sendOff, skipNotice, testNotice, unheard, unschedule, updateDraft, withdrawNotice, type ButtonTarget, type NoticeStanding, type PlannedRow, type ListedReply, type ListedRow, type NoticeReport,
} from "./broadcasts/index.ts";
export { answerConversation, closeConversation, readConversation, repliesToNotices, waitingPeople, type RepliedTo, type WaitingPerson } from "./conversations.ts";
export { comingOfAge, duesInput, duesOf, duesRates, recordDuesInput, lastMonths, owingMembers, recordDues, removeDue } from "./dues.ts";
export { eraseChat, erasePersonEverywhere } from "./erase.ts";
export { applyOwnImport, decideRows, importRows, listImports, mapColumns, readImport, startImport, undoOwnImport } from "./imports.ts";
export { addPhoto, dropNoticePicture, noticePictureOf, photoOf, removePhoto, setNoticePicture } from "./pictures.ts";
export { dropAlert, givePage, ownPages, resumeOwnPage, type OwnPage } from "./pages.ts";
export { addTraining, ageOfPerson, countListed, createPerson, listPeople, mostCounted, movePeople, readPerson, removeTraining, setPersonStatus, updatePerson, type PeopleQuery } from "./people.ts";
export { answerInput, closeRequest, newRequestInput, consentLedger, consentsOf, deletePerson, extendRequest, listRequests, openRequest, readRequest, replyToRequest, type ListedRequest } from "./privacy.ts";
export { createHook, createToken, deleteHook, listHooks, listTokens, revokeToken, switchHook, tokenRights } from "./programs.ts";
export { newPersonInput, personChangesInput, statusInput, trainingInput } from "./person-input.ts";
export { answerOwnQuestion, answerQuestionInput, listDialogues, listQuestions, readDialogue, readQuestion } from "./questions.ts";
export { createFamilies, createKin, type Families } from "./families.ts";
export { deleteView, saveView, savedViews } from "./saved-views.ts";
export { inviteStaff, listStaff, newLink, readStaff, rolesToGive, setGrants, switchStaff, unitsForRole, type ListedStaff } from "./staff.ts";
export { contactsOf, timelineOf, type TimelineEntry } from "./timeline.ts";
export { createUnit, mergeInput, newUnitInput, postInput, renameInput, splitInput, dissolveUnit, endPost, givePost, listUnits, mergeUnits, moveUnit, readUnit, renameUnit, setAliases, settleUnits, splitUnit } from "./units.ts";
export { waiting, type Waiting } from "./waiting.ts";
