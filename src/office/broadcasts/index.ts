export { broadcastChangesInput, broadcastInput, longestNotice, noticeSettingsInput, sendInput, type BroadcastInput } from "./broadcast-input.ts";
export { countAudience, createDraft, deleteDraft, inputOf, listBroadcasts, listedStates, updateDraft } from "./drafts.ts";
export { approveBroadcast, approvers, peopleOf, sendBack, sendOff, unschedule, type SentOff } from "./send-off.ts";
export { cancelNotice, pauseNotice, resumeNotice, retryNotice } from "./steer.ts";
export { rehearseNotice, testNotice } from "./rehearse.ts";
export { noticeReplies, noticeRows, readNotice, unheard, type ListedReply, type ListedRow, type NoticeReport } from "./report.ts";
export { deleteAudience, saveAudience, savedAudienceInput, savedAudiences } from "./audiences.ts";
export { changeNoticeSettings, readNoticeSettings } from "./notice-settings.ts";
export { placeOf, readOwn as readOwnNotice } from "./place.ts";
