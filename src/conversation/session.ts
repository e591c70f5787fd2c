import type { Values } from "./definition.ts";

/** Where a flow stands. Plain JSON: it is stored and read back between any two messages. */
export type Frame = { flow: string; version: number; step: string; vars: Values };

/** What a button of the engine's own does; without `act` it is an answer. */
export type ChoiceAct = "more" | "back" | "none" | "skip" | "continue" | "stop";

export type OpenChoice = { label: string; value: string; flow?: string; act?: ChoiceAct };

/** The question that waits for an answer. `choices` are what the person saw, in their order, so that "2" means the second. */
export type OpenAsk = {
  /** Used once in a contact's life. */
  number: number;
  at: number;
  /** After a reminder its two buttons stand at the end: the earlier buttons of the same question stay valid. */
  choices: OpenChoice[];
  /** Page of a `choose` step, from 0. */
  page?: number;
  /** Answers in a row that were not understood. */
  misses: number;
  reminded: boolean;
  /** The reminder's buttons are what the person saw last, so "1" means the first of them. */
  halfWay?: true;
};

/** What the engine asked of the turn and waits for; only between the plays of one turn. `spent` carries the turn's step budget on. */
export type Pending =
  | { kind: "effect"; spent: number }
  | { kind: "page"; page: number; spent: number }
  /** Typed words are looked for among everything the source has. */
  | { kind: "find"; text: string; spent: number };

export type Session = {
  /** The running flow last, its callers before it. */
  frames: Frame[];
  ask?: OpenAsk;
  pending?: Pending;
  startedAt: number;
};
