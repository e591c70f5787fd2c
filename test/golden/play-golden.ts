import { durationMs } from "../../src/conversation/duration.ts";
import type { FlowLibrary, Values } from "../../src/conversation/definition.ts";
import type { EngineContext, EngineEvent, EngineInput } from "../../src/conversation/engine-contract.ts";
import { play } from "../../src/conversation/engine.ts";
import type { Session } from "../../src/conversation/session.ts";
import type { OutboundChoice } from "../../src/core/outbound-message.ts";
import { parsePayload } from "../../src/core/payload.ts";
import type { Coverage } from "./coverage.ts";
import type { Golden, Line, World } from "./golden-file.ts";
import { personAfter, personOf, type Person } from "./person.ts";

export type Stage = {
  library: FlowLibrary;
  text: EngineContext["text"];
  world: World;
  coverage: Coverage;
  /** What the service does or lists without the script saying so is taken from the world, instead of being a mistake. */
  fillIn: boolean;
};

/** Plays the script of a golden conversation and returns everything that happened, in the form of its `talk`. */
export function playGolden(golden: Golden, stage: Stage): Line[] {
  return new Performance(golden, stage).run();
}

const isScript = (line: Line): boolean => ["you", "press", "press-old", "send", "wait", "does", "lists"].some((kind) => kind in line);
const isPerson = (line: Line): boolean => isScript(line) && !("does" in line) && !("lists" in line);

class Performance {
  private readonly golden: Golden;
  private readonly stage: Stage;
  private readonly script: Line[];
  private readonly happened: Line[] = [];
  private readonly questions: OutboundChoice[][] = [];
  private session: Session | null = null;
  private person: Person;
  private nextAsk = 1;
  private now = Date.UTC(2026, 10, 23, 1);

  constructor(golden: Golden, stage: Stage) {
    this.golden = golden;
    this.stage = stage;
    this.script = golden.talk.filter(isScript);
    const facts = stage.world.people[golden.who];
    if (!facts) throw new Error(`nobody is called ${golden.who} in world.yaml`);
    this.person = personOf({ ...facts, ...golden.but });
  }

  run(): Line[] {
    this.stage.coverage.begin();
    this.feed({ kind: "start", flow: this.golden.flow, ...(this.golden.with ? { with: this.golden.with } : {}) });
    for (let line = this.nextOfPerson(); line; line = this.nextOfPerson()) {
      if (this.session === null) throw new Error(`nobody listens any more to: ${JSON.stringify(line)}`);
      this.happened.push(line);
      this.act(line);
    }
    return this.happened;
  }

  /** What the service was scripted to do but was not asked for is left out when filling in, else it is a mistake. */
  private nextOfPerson(): Line | undefined {
    while (this.stage.fillIn && this.script[0] && !isPerson(this.script[0])) this.script.shift();
    const line = this.script.shift();
    if (line && !isPerson(line)) throw new Error(`nothing asks for: ${JSON.stringify(line)}`);
    return line;
  }

  private act(line: Line): void {
    if ("you" in line) this.feed({ kind: "text", text: line.you });
    else if ("press" in line) this.press(line.press, this.questions.at(-1) ?? []);
    else if ("press-old" in line) this.press(line["press-old"], this.questions[line.question - 1] ?? []);
    else if ("send" in line) this.feed({ kind: "media", media: line.send });
    else if ("wait" in line) {
      this.now += durationMs(line.wait) ?? Number.NaN;
      this.feed({ kind: "tick", ask: this.session?.ask?.number ?? 0 });
    }
  }

  private press(label: string, choices: OutboundChoice[]): void {
    const payload = parsePayload(choices.find((choice) => choice.label === label)?.payload ?? "");
    if (!payload) throw new Error(`there is no button "${label}", only ${choices.map((choice) => choice.label).join(", ")}`);
    if (payload.kind === "choice") return this.feed({ kind: "press", ask: payload.ask, index: payload.index });
    if (payload.kind === "flow") this.changeTo(payload.flow);
  }

  /** The turn opens it in place of what runs; here the conversation is over. */
  private changeTo(flow: string): void {
    this.stage.coverage.changes(this.session?.frames.at(-1)?.flow ?? "", flow);
    this.happened.push({ "opens-flow": flow });
    this.session = null;
  }

  /** One input and all that follows from it, until the person is to speak. The session goes through JSON every time. */
  private feed(input: EngineInput): void {
    let next: EngineInput | undefined = input;
    while (next) {
      const frames = this.session?.frames ?? [];
      const played = play(JSON.parse(JSON.stringify(this.session)) as Session | null, next, this.context());
      this.session = played.session;
      this.nextAsk = played.nextAsk;
      next = undefined;
      for (const event of played.events) next = this.take(event, frames) ?? next;
    }
  }

  private context(): EngineContext {
    const { library, text } = this.stage;
    return { library, text, now: this.now, locale: this.person.locale, contact: this.person, nextAsk: this.nextAsk, maxChoices: this.golden["at-once"] ?? 5 };
  }

  private take(event: EngineEvent, frames: Session["frames"]): EngineInput | undefined {
    switch (event.type) {
      case "said":
        return this.note({ bot: event.text });
      case "asked":
        this.questions.push(event.choices);
        return this.note({ bot: event.text, ...(event.choices.length > 0 ? { buttons: event.choices.map((choice) => choice.label) } : {}) });
      case "effect-requested":
        return this.effect(event.effect, event.args);
      case "page-requested":
        return this.page(event);
      case "not-understood":
        this.note({ unclear: event.text });
        return { kind: "repeat" };
      case "stale-press":
        return this.note({ bot: this.stage.text("common:stale-press", {}, this.person.locale) ?? "" });
      case "flow-requested":
        this.stage.coverage.changes(frames.at(-1)?.flow ?? "", event.flow);
        return this.note({ "opens-flow": event.flow });
      case "handed-over":
        return this.note({ "hands-over": event.reason });
      case "flow-ended":
        return event.flow === this.golden.flow ? this.note({ ends: event.outcome }) : undefined;
      case "flow-expired":
        return this.note({ ends: "expired" });
      case "failed":
        throw new Error(`${event.flow} failed at ${event.step}: ${event.reason}, ${event.detail}`);
      case "flow-started":
        return undefined;
    }
  }

  private note(line: Line): undefined {
    this.happened.push(line);
    return undefined;
  }

  private effect(name: string, args: Values): EngineInput {
    const scripted = this.scripted((line) => "does" in line && line.does === name, `does: ${name}`);
    const outcomes = this.stage.world.effects[name];
    const gives = scripted && "gives" in scripted ? scripted.gives : Object.keys(outcomes ?? {})[0];
    const usual = outcomes?.[gives ?? ""];
    if (gives === undefined || !usual) throw new Error(`world.yaml does not know ${name} ${gives}`);
    const special = scripted && "values" in scripted ? scripted.values : undefined;
    this.note({ does: name, ...filled("with", args), gives, ...filled("values", special) });
    this.person = personAfter(this.person, name, args, gives);
    return { kind: "result", outcome: gives, values: { ...usual, ...special } };
  }

  private page(event: Extract<EngineEvent, { type: "page-requested" }>): EngineInput {
    const scripted = this.scripted((line) => "lists" in line && line.lists === event.source, `lists: ${event.source}`);
    const special = scripted && "options" in scripted ? scripted.options : undefined;
    const all = Object.entries(special ?? this.stage.world.lists[event.source] ?? {}).map(([value, label]) => ({ value, label }));
    const from = event.page * event.size;
    this.note({ lists: event.source, ...filled("with", event.args), ...(event.page > 0 ? { page: event.page } : {}), ...(special ? { options: special } : {}) });
    return { kind: "page", options: all.slice(from, from + event.size), more: all.length > from + event.size };
  }

  /** The scripted line for a request: the next one, or (filling in) any before the person speaks again. */
  private scripted(fits: (line: Line) => boolean, wanted: string): Line | undefined {
    const line = this.script[0];
    if (line && fits(line)) return this.script.shift();
    if (!this.stage.fillIn) throw new Error(`the conversation wants "${wanted}" here, the file has ${JSON.stringify(line) ?? "nothing"}`);
    const speaks = this.script.findIndex(isPerson);
    const place = this.script.slice(0, speaks < 0 ? undefined : speaks).findIndex(fits);
    return place < 0 ? undefined : this.script.splice(0, place + 1).at(-1);
  }
}

function filled<K extends string>(key: K, values: Values | undefined): { [P in K]?: Values } {
  return values && Object.keys(values).length > 0 ? ({ [key]: values } as { [P in K]?: Values }) : {};
}
