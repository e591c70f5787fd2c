import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { parse } from "yaml";
import { createLibrary } from "../../src/conversation/create-library.ts";
import type { Flow } from "../../src/conversation/definition.ts";
import type { EngineContext, EngineEvent, EngineInput, Played } from "../../src/conversation/engine-contract.ts";
import { play } from "../../src/conversation/engine.ts";
import { parseFlow } from "../../src/conversation/parse-flow.ts";
import type { Session } from "../../src/conversation/session.ts";

const folder = join(import.meta.dirname, "fixtures");
const table = parse(readFileSync(join(folder, "texts.yaml"), "utf8")) as Record<string, Record<string, string>>;

export const noon = Date.UTC(2026, 10, 23, 5);
export const minute = 60_000;

/** The raw text of the fixtures' locales. */
export function rawText(key: string): string | undefined {
  const [file, name] = key.split(":");
  return table[file!]?.[name!];
}

/** A fixture of test/conversation/fixtures. */
export function fixture(name: string): Flow {
  return flowOf(readFileSync(join(folder, `${name}.yaml`), "utf8"), name);
}

/** A flow written in the test itself; a mistake in it fails the test. */
export function flowOf(yaml: string, name = "trial"): Flow {
  const { flow, problems } = parseFlow(yaml, `${name}.yaml`);
  expect(problems).toEqual([]);
  return flow!;
}

/** Steps alone: `flow`, `version` and one text `trial:x` come with it. */
export function trial(steps: string, head = ""): Flow {
  return flowOf(`flow: trial\nversion: 1\n${head}\nsteps:\n${steps.replace(/^/gm, "  ")}`);
}

/** One person talking to flows. The session is written to JSON and read back before every message. */
export class Conversation {
  now = noon;
  locale = "vi";
  maxChoices = 5;
  nextAsk = 1;
  contact: EngineContext["contact"] = { name: "", returning: false, stopped: false };
  session: Session | null = null;
  played: Played = { session: null, events: [], nextAsk: 1 };
  readonly flows: Flow[];

  constructor(...flows: Flow[]) {
    this.flows = flows;
  }

  play(input: EngineInput): EngineEvent[] {
    const stored = JSON.stringify(this.session);
    this.played = play(JSON.parse(stored) as Session | null, input, this.context());
    expect(JSON.parse(JSON.stringify(this.played.session))).toStrictEqual(this.played.session);
    this.session = this.played.session;
    this.nextAsk = this.played.nextAsk;
    return this.played.events;
  }

  start(flow: string, values?: Record<string, string | boolean>): string[] {
    return this.lines(this.play({ kind: "start", flow, ...(values ? { with: values } : {}) }));
  }

  type(text: string): string[] {
    return this.lines(this.play({ kind: "text", text }));
  }

  /** Presses the open question's button of that label. */
  press(label: string): string[] {
    const index = this.session?.ask?.choices.findIndex((choice) => choice.label === label) ?? -1;
    expect(index).toBeGreaterThanOrEqual(0);
    return this.lines(this.play({ kind: "press", ask: this.session!.ask!.number, index }));
  }

  /** What happened, one line an event: texts as they are, the rest as `type: detail`. */
  lines(events: EngineEvent[]): string[] {
    return events.filter(({ type }) => type !== "flow-started").map(lineOf);
  }

  private context(): EngineContext {
    const { now, locale, contact, nextAsk, maxChoices } = this;
    return { library: createLibrary(this.flows), now, locale, contact, nextAsk, maxChoices, text: fill };
  }
}

function fill(key: string, params: Record<string, unknown>): string | undefined {
  if (key === "trial:x") return "x";
  return rawText(key)?.replace(/\{(\w+)\}/g, (_whole, name: string) => String(params[name]));
}

function lineOf(event: EngineEvent): string {
  switch (event.type) {
    case "said":
      return event.text;
    case "asked":
      return event.choices.length === 0 ? event.text : `${event.text} [${event.choices.map(({ label }) => label).join(" | ")}]`;
    case "effect-requested":
      return `effect: ${event.effect} ${JSON.stringify(event.args)}`;
    case "page-requested":
      return `page: ${event.source} ${event.page} of ${event.size}`;
    case "flow-ended":
      return `ended: ${event.flow} ${event.outcome}`;
    case "flow-requested":
      return `flow: ${event.flow}`;
    case "failed":
      return `failed: ${event.reason}`;
    case "not-understood":
      return `not-understood: ${event.misses}`;
    case "handed-over":
      return `handed-over: ${event.reason}`;
    default:
      return event.type;
  }
}
