/** What the service can do and look up for a flow: the list flows and features were written against. */
export const effects: Record<string, string[]> = {
  "load-club": ["found", "missing"],
  "find-club": ["found", "several", "unknown"],
  "join-club": ["joined", "already", "closed", "missing", "no-consent"],
  "leave-club": ["left", "not-member"],
  "load-dialogue": ["found", "missing"],
  "register-dialogue": ["seated", "waiting", "already", "closed", "missing", "no-consent"],
  "find-registration": ["one", "several", "none"],
  "cancel-dialogue": ["cancelled", "not-registered"],
  "screen-question": ["fine", "complaint"],
  "submit-question": ["received", "closed", "complaint"],
  "load-question": ["found", "missing"],
  "follow-question": ["followed", "already", "missing"],
  "find-branch": ["found", "unknown"],
  "save-profile": ["saved", "no-consent"],
  "record-consent": ["recorded"],
  "withdraw-consent": ["withdrawn", "none"],
  "set-locale": ["set"],
  "stop-messages": ["stopped", "already"],
  "start-messages": ["started", "already"],
  "my-data": ["shown"],
  "delete-my-data": ["deleted"],
  "show-answer": ["found", "missing"],
  "request-person": ["requested"],
};

export const sources = ["club-kinds", "clubs", "my-clubs", "branches", "dialogues", "my-dialogues", "question-topics", "similar-questions", "my-questions", "suggestions"];
