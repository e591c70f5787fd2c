export {
  broadcastById, broadcastKinds, broadcastModels, broadcastStates, calendarReminders, chunkId, chunksOf, purposes,
  type Broadcast, type BroadcastContent, type BroadcastKind, type BroadcastModels, type BroadcastState, type CalendarCall, type Chunk, type Interest, type Letter, type NoticeButton, type NoticeSettings, type Preview, type Purpose, type Repeat, type Reply, type RowState, type SavedAudience,
} from "./model.ts";
export { audienceQuery, audienceRoles, criteriaOf, criterionNames, gatherers, type AudienceCriteria, type AudienceQuery, type AudienceRole, type Criterion, type Gatherer } from "./audience/query.ts";
export { audiencePage, type AudiencePage, type AudiencePerson, type AudiencePhase } from "./audience/audience-page.ts";
export { standingIn, type AskedAbout, type Standing } from "./audience/standing-in.ts";
export { factsOf } from "./audience/facts.ts";
export type { AudiencePorts, PeopleList, Registered } from "./audience/ports.ts";
export { createBroadcast, keptForMs, type NewBroadcast } from "./create-broadcast.ts";
export { planPage, previewPage, type Parked } from "./plan-page.ts";
export { addReach, firstState, hasStopped, wayTo, type AccountReach, type AccountsReach, type Way, type Windows } from "./reach.ts";
export { noReach, reachReasons, type Reach, type ReachReason } from "./reach-totals.ts";
export { accountsToFeed, handedOver, nextBatch, type Batch, type RowToSend } from "./hand-over.ts";
export { isEnd, letterOf, mayBecome, roundOf } from "./row-states.ts";
export { setRows, type RowChange } from "./set-rows.ts";
export { recordOutcomes, type OutcomeStore } from "./record-outcomes.ts";
export { broadcastProgress, closeFinished, failuresOf, type BroadcastProgress } from "./broadcast-progress.ts";
export { endSeries, firstOfSeries, seriesLives } from "./series.ts";
export { cancelBroadcast, closeCancelled, expireParked, pauseBroadcast, resumeBroadcast, retryFailed, withdrawParked } from "./steer-broadcast.ts";
export { interestedAmong, interestedContacts, interestsOf, noteInterest } from "./interests.ts";
export { expireBroadcasts, forgetRecipient } from "./forget-recipient.ts";
export { expireTraces, noteCalled, wasCalled } from "./calls.ts";
export { forecast, sendingSeconds, type Forecast } from "./forecast.ts";
export { calmAt, type Calm, type NoticeRules } from "./quiet-hours.ts";
export { tellInTime, type Ahead, type Telling } from "./tell-in-time.ts";
export { outdated, renewPromotions, voidBroadcast } from "./outdated.ts";
export { standing } from "./audience/facts.ts";
export { toldAmong, toldContacts } from "./told-contacts.ts";
export { fittingAmong } from "./audience/fitting-among.ts";
export { inheritSettings, rulesOf, saveSettings, settingsOf, withDefaults } from "./settings.ts";
