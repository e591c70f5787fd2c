/** Kinds of data with a time of their own; what hangs on an open purpose stays as long as the purpose. */
export const retainedKinds = ["messages", "media", "handovers", "questions", "answered-questions", "cases", "memberships", "activities", "imports", "requests", "audit", "consent-proofs"] as const;
export type RetainedKind = (typeof retainedKinds)[number];

/** The register of what is kept and for what (Law 91/2025: purpose, and not longer than it needs). `since`: from when the time counts. */
export const purposes: readonly { what: RetainedKind; purpose: "answering" | "registration" | "membership" | "proof"; since: "written" | "answered" | "closed" | "left" }[] = [
  { what: "messages", purpose: "answering", since: "written" },
  { what: "media", purpose: "answering", since: "written" },
  { what: "handovers", purpose: "answering", since: "closed" },
  { what: "questions", purpose: "answering", since: "written" },
  { what: "answered-questions", purpose: "answering", since: "answered" },
  { what: "memberships", purpose: "registration", since: "left" },
  { what: "activities", purpose: "registration", since: "closed" },
  { what: "cases", purpose: "membership", since: "closed" },
  { what: "imports", purpose: "membership", since: "written" },
  { what: "requests", purpose: "proof", since: "closed" },
  { what: "audit", purpose: "proof", since: "written" },
  { what: "consent-proofs", purpose: "proof", since: "closed" },
];
