import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Values } from "../../src/conversation/definition.ts";
import { goldenFolder } from "../flows/flow-files.ts";

/** One line of a conversation, in the order things happen. The first half is the script, the second what must come of it. */
export type Line =
  /** The person types. */
  | { you: string }
  /** The person presses the button with this label. */
  | { press: string }
  /** The person presses a button of an earlier question: its label and which question it was, from 1. */
  | { "press-old": string; question: number }
  /** The person sends a picture, a voice, ... */
  | { send: string }
  /** Nobody writes for so long: 30m, 24h. */
  | { wait: string }
  /** The service does something. `gives` and `values` are the script (values of world.yaml when left out), `with` is what it must be asked. */
  | { does: string; with?: Values; gives: string; values?: Values }
  /** The service looks up what there is to choose from. `options` are the script (those of world.yaml when left out). */
  | { lists: string; with?: Values; page?: number; options?: Record<string, string> }
  /** The bot speaks. */
  | { bot: string; buttons?: string[] }
  /** The bot made nothing of these words. */
  | { unclear: string }
  | { "hands-over": string }
  | { "opens-flow": string }
  | { ends: string };

export type Golden = {
  /** One sentence: what this conversation shows. */
  about: string;
  flow: string;
  with?: Values;
  /** A person of world.yaml. */
  who: string;
  /** What is different about the person here. */
  but?: Values;
  /** Buttons the channel shows at once; 5 (Zalo) when left out. */
  "at-once"?: number;
  talk: Line[];
};

/** What people, effects and lists are like when a conversation does not say otherwise. */
export type World = {
  people: Record<string, Values>;
  effects: Record<string, Record<string, Values>>;
  lists: Record<string, Record<string, string>>;
};

export function readWorld(): World {
  return parse(readFileSync(join(goldenFolder, "world.yaml"), "utf8")) as World;
}

/** All `<flow>.<case>.yaml` of the folder. */
export function goldenNames(): string[] {
  return readdirSync(goldenFolder).filter((name) => /^[a-z-]+\.[a-z0-9-]+\.yaml$/.test(name)).sort();
}

export function readGolden(name: string): Golden {
  return parse(readFileSync(join(goldenFolder, name), "utf8")) as Golden;
}

export function writeGolden(name: string, golden: Golden): void {
  writeFileSync(join(goldenFolder, name), stringify(golden, { lineWidth: 0, blockQuote: "literal" }));
}
