import type { Flow, SayMedia } from "../definition.ts";

/** What the flows are held against. */
export type Known = {
  /** Effect → all its outcomes. */
  effects: ReadonlyMap<string, readonly string[]>;
  sources: ReadonlySet<string>;
  /** The raw text (ICU source), undefined when there is none. */
  text(key: string, locale: string): string | undefined;
  /** Names of the ICU arguments of a text. Without it parameters are not checked. */
  textParams?(key: string, locale: string): readonly string[];
  /** What is wrong with a picture or document of a step, undefined: nothing. Without it they are not checked. */
  mediaFault?(media: SayMedia): string | undefined;
  locales: readonly string[];
  /** Of the strictest platform. */
  limits: { maxChoices: number; maxLabelCharacters: number; maxTextCharacters: number };
};

/** A mistake with its place in the flow. */
export type Found = { line: number; step?: string; sentence: string };

/** One kind of mistake looked for in one flow. `flows` finds the newest version of any flow. */
export type Check = (flow: Flow, known: Known, flows: (name: string) => Flow | undefined) => Found[];
