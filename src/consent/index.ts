export { consentModels, consentSubject, hasGuardianConsent, standingConsents, type ConsentModels, type ConsentRecord, type Notice } from "./model.ts";
export { recordConsent, type GivenConsent } from "./record-consent.ts";
export { endAllConsents, expireConsentProofs, withdrawConsent } from "./withdraw-consent.ts";
export { closeDeletionRequest, deletionRequestModel, expireDeletionRequests, findDeletionRequest, openDeletionRequests, recordDeletionRequest, type DeletionRequest, type DeletionState } from "./deletion-requests.ts";
export { afterWorkingDays, changeRequest, daysAllowed, expireRequests, forgetRequests, isLate, isOpen, logSelfService, recordRequest, requestKinds, requestModels, type DataRequest, type NewRequest, type RequestKind, type RequestModels } from "./data-requests.ts";
export { purposes, retainedKinds, type RetainedKind } from "./purposes.ts";
