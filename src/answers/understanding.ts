/** One entry of the answer book, as in data/faq.vi.json. */
export type FaqEntry = {
  /** "faq-001" ... */
  id: string;
  question: string;
  answer: string;
  topics: string[];
  /** True: the general answer is said, the local part needs the commune's own data or a person. */
  localityDependent: boolean;
};

/** Other ways to ask the same, by entry id. */
export type Paraphrases = Record<string, string[]>;

/** What starts a flow from free words, as in data/intents.yaml. */
export type Intent = {
  flow: string;
  examples: string[];
  /** Small patterns, see `compilePattern`. */
  patterns?: string[];
  /** Words that take a pattern's hit back. */
  unless?: string[];
  /** Words beside which the flow never starts, however it was recognised. */
  negated?: string[];
  /** Parameters a hit of this intent always carries. */
  params?: Record<string, string>;
};

/** Several spellings of one meaning; `name` is for us only. */
export type Synonyms = Record<string, string[]>;

export type Candidate = { kind: "flow" | "answer"; id: string; score: number };

export type Decision = "flow" | "answer" | "suggest" | "none";

/** What we made of one utterance. `candidates`: best first, scores 0..1. `ms`: time it took. */
export type Understanding = {
  text: string;
  decision: Decision;
  flow?: string;
  params?: Record<string, string>;
  answer?: string;
  candidates: Candidate[];
  ms: number;
};
