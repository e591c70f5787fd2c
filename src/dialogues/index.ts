export { dialogueById, dialogueModels, dialogueSchemaFields, registrationModel, registrationOf, type DialogueCard as Dialogue, type DialogueModels, type Registration } from "./model.ts";
export { dialoguesAhead, dialoguesOf, openDialogues, positionOf, registeredAmong, registeredContacts, seatsLeft, takesQuestions } from "./dialogue-lists.ts";
export { registerForDialogue, type RegisterResult, type RegisterWish } from "./register-for-dialogue.ts";
export { cancelAllRegistrations, cancelRegistration, forgetParticipant, type CancelWish } from "./cancel-registration.ts";
export { freeDoubles } from "./free-doubles.ts";
export { cancelDialogueEvent, changeCapacity, createDialogue, isDialogueId, knownStart, moveDialogue, setRegistrationOpen, type NewDialogue, type PlanReminders } from "./plan-dialogue.ts";
export { settleDialogues } from "./settle-dialogues.ts";
export type { Promotion, TellPromotion } from "./promote.ts";
