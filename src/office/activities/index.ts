export { activityChangesInput, attendanceInput, newActivityInput, newSeriesInput, seriesChangesInput, seriesEndInput } from "./activity-input.ts";
export { activityFeedback, activityPeople, listActivities, partIn, readActivity, type ActivityList, type ListedRegistration } from "./read-activities.ts";
export { callOffActivity, changeActivity, changeActivitySeats, listSeries, newActivity, newSeries } from "./write-activities.ts";
export { answerInvitation, invitationAnswerInput, invitePartners, ownInvitations, partnerInput, partnersInput, removePartner, unitsToInvite, waitingInvitations } from "./partners.ts";
export { attendanceFor, enterAttendance, logForClub, undoAttendance } from "./attendance.ts";
export { activityLink, makeActivityLink, type ActivityLink } from "./activity-link.ts";
export { changeSeries, readSeries, stopSeries, type SeriesChange } from "./change-series.ts";
