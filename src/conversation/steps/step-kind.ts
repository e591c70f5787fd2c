import type { z } from "zod";
import type { Expression, Step, TextKey, Values } from "../definition.ts";
import type { Move, Playing } from "../playing.ts";
import type { Matching } from "../reading/pick-choice.ts";
import type { OpenChoice, Pending } from "../session.ts";

/** What comes back to a waiting step. */
export type Returned =
  | { kind: "picked"; choice: OpenChoice }
  | { kind: "typed"; text: string }
  | { kind: "result"; outcome: string; values: Values }
  | { kind: "page"; request: Pending; options: { value: string; label: string }[]; more: boolean }
  | { kind: "returned"; outcome: string; values: Values };

/** Turns the checked YAML fields of a step into their final form; notes problems instead of throwing. */
export type StepReader = {
  /** `key` of the flow's own texts → `flow:key`. */
  text(key: string): TextKey;
  expression(source: string, field: string, use?: { answer?: boolean; condition?: boolean }): Expression;
  expressions(sources: Record<string, string> | undefined): Record<string, Expression>;
  problem(sentence: string): void;
};

/** A way out of a step other than to the next one. */
export type Exit = { word: string; to: string };
export type Exits = {
  ways: Exit[];
  /** Also leads to `go`, or the next step in the file. */
  falls: boolean;
  /** Other flows it changes to. */
  flows?: string[];
};

/** A text a step shows, with the names of the parameters it gives. `label`: shown on a button. */
export type UsedText = { key: TextKey; params: string[]; label?: boolean };

/** Everything there is to know about a kind of step. A new kind is a new file and a line in step-kinds.ts. */
export type StepKindOf<S extends Step, Raw> = {
  kind: S["kind"];
  /** Its fields in YAML; the key named like the kind comes first. */
  fields: z.ZodType<Raw>;
  read(raw: Raw, reader: StepReader): Omit<S, "id" | "line" | "when" | "go" | "kind">;
  enter(step: S, playing: Playing): Move;
  resume?(step: S, playing: Playing, returned: Returned): Move | undefined;
  /** Its question, for asking again. */
  question?(step: S, playing: Playing): string;
  /** How freely typed words count as one of its buttons. */
  matching?(step: S): Matching;
  /** Said before asking again when words fitted nothing. */
  sorry?(step: S): TextKey;
  exits(step: S): Exits;
  texts(step: S): UsedText[];
  /** For the diagram: what it does in a word or two, and the Mermaid brackets of its shape. */
  caption(step: S): string;
  shape: readonly [string, string];
};
