export { consentModels, consentSubject, hasGuardianConsent, standingConsents, type ConsentModels, type ConsentRecord, type Notice } from "./model.ts";
export { recordConsent, type GivenConsent } from "./record-consent.ts";
export { endAllConsents, expireConsentProofs, withdrawConsent } from "./withdraw-consent.ts";
