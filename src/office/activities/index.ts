export { activityChangesInput, attendanceInput, newActivityInput, newSeriesInput } from "./activity-input.ts";
export { activityFeedback, activityPeople, listActivities, readActivity, runsActivity, type ActivityList, type ListedRegistration } from "./read-activities.ts";
export { callOffActivity, changeActivity, changeActivitySeats, listSeries, newActivity, newSeries, stopSeries } from "./write-activities.ts";
export { attendanceFor, enterAttendance, logForClub, undoAttendance } from "./attendance.ts";
export { nearDrafts, soonActivities, unlistedActivities } from "./waiting-activities.ts";
export { registerPerson, registrationInput, takeOff, takeOffInput } from "./registrations.ts";
export { tickList, type Tick } from "./tick-list.ts";
