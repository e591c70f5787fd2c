import type { Json } from "../core/json.ts";
import type { OutboundChoice } from "../core/outbound-message.ts";
import type { FlowLibrary, SayMedia, Values } from "./definition.ts";
import type { Session } from "./session.ts";

/** What reaches the engine. `result` and `page` answer its own requests within the same turn. */
export type EngineInput =
  | { kind: "start"; flow: string; with?: Values }
  | { kind: "text"; text: string }
  | { kind: "press"; ask: number; index: number }
  | { kind: "media"; media: string }
  | { kind: "tick"; ask: number }
  | { kind: "result"; outcome: string; values?: Values }
  | { kind: "page"; options: { value: string; label: string }[]; more: boolean }
  /** Asks the open question again after `not-understood`. `answered`: the turn found an answer itself, so there is nothing to apologise for. */
  | { kind: "repeat"; answered?: boolean };

/** Past tense: what the engine has decided. The turn carries it out. */
export type EngineEvent =
  | { type: "said"; text: string; media?: SayMedia }
  | { type: "asked"; ask: number; text: string; choices: OutboundChoice[] }
  /** The turn runs the effect (idempotent) and plays again with `result`. At most one request is open, and it is the last event. */
  | { type: "effect-requested"; effect: string; args: Values }
  /** `size` options of `page` (from 0), to be played as `page`. */
  | { type: "page-requested"; source: string; args: Values; page: number; size: number }
  /** The words fitted no choice: the turn may answer a question or change the flow; if not, it plays `repeat`. */
  | { type: "not-understood"; text: string; misses: number }
  | { type: "stale-press" }
  | { type: "flow-requested"; flow: string }
  | { type: "flow-started"; flow: string; version: number }
  | { type: "flow-ended"; flow: string; outcome: string }
  | { type: "flow-expired"; flow: string }
  | { type: "handed-over"; reason: string }
  /** The author's mistake, or a budget that ran out: the flow is closed, the person is told kindly. */
  | { type: "failed"; flow: string; step: string; reason: FailReason; detail: string };

export type FailReason = "budget" | "no-such-flow" | "no-such-step" | "expression" | "no-such-text" | "unexpected-input";

/** Everything the engine may look at; no clock, ids, network or store of its own. */
export type EngineContext = {
  library: FlowLibrary;
  now: number;
  /** Locale of the reader: "vi" or "en". */
  locale: string;
  /** Resolves a text of locales (`file:key`); undefined when there is none. Pure. */
  text(key: string, params: Record<string, unknown>, locale: string): string | undefined;
  /** Read-only facts about the person for CEL: locale, name, branch, ageBand, consents{purpose: bool}, stopped, channel, ... */
  contact: Record<string, Json>;
  /** The number for the next question. */
  nextAsk: number;
  /** At most this many choices are shown at once (the channel's limit); more become pages. */
  maxChoices: number;
};

/** `nextAsk` goes back into the contact. `wakeAt`: when the open question wants a `tick`. */
export type Played = { session: Session | null; events: EngineEvent[]; nextAsk: number; wakeAt?: number };

/** The whole engine: same arguments, same result. Never throws, whatever JSON `session` holds. */
export type Play = (session: Session | null, input: EngineInput, context: EngineContext) => Played;
