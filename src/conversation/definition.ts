import type { Json } from "../core/json.ts";

/**
 * A CEL expression over `vars`, `contact` and (only in `valid`) `value`; compiled once when the flow is read.
 * A field that is not there reads as null, or as false, "", 0 or [] where null does not fit; every other error throws.
 */
export type Expression = {
  source: string;
  evaluate(scope: Record<string, unknown>): unknown;
  /** Fields it reads, e.g. ["vars", "club", "name"]; `flows check` looks for variables nobody saves. */
  reads: readonly (readonly string[])[];
};

/** A text in locales, always `file:key`. In YAML a bare `key` means the flow's own file. */
export type TextKey = string;

type Common = {
  id: string;
  /** Line in the YAML file, from 1. */
  line: number;
  /** The step is passed over (to the next one in the file, not to `go`) when this is false. */
  when?: Expression;
  /** Step to go to afterwards; without it the next one in the file. */
  go?: string;
};

export type ChoiceDefinition = {
  value: string;
  label: TextKey;
  go?: string;
  /** Starts this flow in place of the running one; its button works for ever. */
  flow?: string;
  when?: Expression;
};

export type AskKind = "text" | "choice" | "number" | "date" | "phone";

/** A picture or document shown before a text: a file of flows/media, or an https address. */
export type SayMedia = { kind: "image" | "file"; source: string };

export type SayStep = Common & { kind: "say"; text: TextKey; with: Record<string, Expression>; media?: SayMedia };

export type AskStep = Common & {
  kind: "ask";
  expects: AskKind;
  text: TextKey;
  with: Record<string, Expression>;
  /** The answer goes to `vars.<save>`, a pressed choice's label to `vars.<save>Label`. */
  save?: string;
  /** For the other kinds than `choice`: suggestions beside a free answer. */
  choices: ChoiceDefinition[];
  /** `value` is the answer; false repeats the question after `invalid`. */
  valid?: Expression;
  invalid: TextKey;
  /** Offers a "skip" button; saves null. */
  skip: boolean;
  /** A text answer keeps its line breaks; otherwise an answer is one line. */
  lines: boolean;
  /** Only the button or its label typed in full counts as the choice: no numbers, no nearly-the-same words (consent). */
  exact: boolean;
};

export type ChooseStep = Common & { kind: "choose"; source: string; text: TextKey; with: Record<string, Expression>; save: string; empty?: string; none?: string };

export type CheckStep = Common & { kind: "check"; condition: Expression; then?: string; else?: string };

export type DoStep = Common & { kind: "do"; effect: string; with: Record<string, Expression>; save?: string; on: Record<string, string> };

export type CallStep = Common & { kind: "call"; flow: string; with: Record<string, Expression>; save?: string; on: Record<string, string> };

/** Gives the conversation to a person and ends it here, unless `go` says where it goes on. */
export type HandOverStep = Common & { kind: "hand-over"; reason: string; text?: TextKey; with: Record<string, Expression> };

/** `with` are the text's parameters and also what a caller finds under its `save`. */
export type EndStep = Common & { kind: "end"; outcome: string; text?: TextKey; with: Record<string, Expression> };

export type Step = SayStep | AskStep | ChooseStep | CheckStep | DoStep | CallStep | HandOverStep | EndStep;

export type StepKind = Step["kind"];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** Immutable once published: a running session keeps the version it began with. */
export type Flow = {
  name: string;
  version: number;
  /** File it was read from, for sentences about mistakes. */
  file: string;
  /** In the order of the file. */
  steps: Step[];
  /** Milliseconds without an answer after which the person is asked whether to go on; undefined: never. */
  remindAfterMs?: number;
  /** Milliseconds without an answer after which the session is closed. */
  expireAfterMs: number;
  /** Names of variables a starter may hand in. */
  takes: string[];
};

/** All published flows; `get(name)` is the newest version. */
export type FlowLibrary = { get(name: string, version?: number): Flow | undefined; names(): string[] };

export type Values = Record<string, Json>;
