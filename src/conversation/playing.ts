import type { Expression, Flow, SayMedia, Step, TextKey, Values } from "./definition.ts";
import type { EngineContext, EngineEvent } from "./engine-contract.ts";
import { expressionSentence } from "./expression.ts";
import { FlowFault } from "./flow-fault.ts";
import type { Frame, OpenAsk, Pending, Session } from "./session.ts";
import { stepOf } from "./step-place.ts";
import { toJson } from "./to-json.ts";

/** Steps one turn may enter, passed-over ones too, carried on over effects and pages. Far above any sensible flow. */
export const stepsATurn = 50;
/** Flows inside flows. */
export const deepestCall = 8;

/** Where a step leads. `next`: to its `go`, or the next in the file; `pass`: the next in the file whatever `go` says. */
export type Move =
  /** Plays the step the flow stands at. */
  | { kind: "stay" }
  | { kind: "next" }
  | { kind: "pass" }
  | { kind: "to"; step: string }
  /** A question or request is open: the play is over for now. */
  | { kind: "wait" }
  | { kind: "ended"; outcome: string; values: Values }
  /** The whole session is over. */
  | { kind: "closed" };

/** One play under way: the session being changed and what has happened so far. Steps work on this. */
export class Playing {
  readonly context: EngineContext;
  readonly events: EngineEvent[] = [];
  frames: Frame[] = [];
  ask: OpenAsk | undefined;
  pending: Pending | undefined;
  nextAsk: number;
  spent = 0;
  private readonly startedAt: number;

  constructor(context: EngineContext, session: Session | undefined) {
    this.context = context;
    this.nextAsk = context.nextAsk;
    this.startedAt = session?.startedAt ?? context.now;
    if (!session) return;
    this.frames = session.frames;
    this.ask = session.ask;
    this.pending = session.pending;
  }

  get frame(): Frame {
    const frame = this.frames.at(-1);
    if (!frame) throw new FlowFault("unexpected-input", "no flow is running");
    return frame;
  }

  /** The running flow in the version the session began with. */
  flow(): Flow {
    const { flow: name, version } = this.frame;
    const flow = this.context.library.get(name, version);
    if (!flow) throw new FlowFault("no-such-flow", `there is no flow ${name} version ${version}`);
    return flow;
  }

  step(): Step {
    const step = stepOf(this.flow(), this.frame.step);
    if (!step) throw new FlowFault("no-such-step", `there is no step ${this.frame.step}`);
    return step;
  }

  emit(event: EngineEvent): void {
    this.events.push(event);
  }

  say(key: TextKey, params: Record<string, unknown> = {}, media?: SayMedia): void {
    this.emit({ type: "said", text: this.text(key, params), ...(media ? { media } : {}) });
  }

  text(key: TextKey, params: Record<string, unknown> = {}): string {
    const text = this.context.text(key, params, this.context.locale);
    if (text === undefined) throw new FlowFault("no-such-text", `there is no text ${key} in ${this.context.locale}`);
    return text;
  }

  evaluate(expression: Expression, answer?: unknown): unknown {
    try {
      return expression.evaluate({ vars: this.frame.vars, contact: this.context.contact, value: answer });
    } catch (error) {
      throw new FlowFault("expression", `${expression.source}: ${expressionSentence(error)}`);
    }
  }

  /** A condition. A missing field is false; anything but true or false is the author's mistake. */
  holds(expression: Expression, answer?: unknown): boolean {
    const result = this.evaluate(expression, answer) ?? false;
    if (typeof result !== "boolean") throw new FlowFault("expression", `${expression.source}: is neither true nor false`);
    return result;
  }

  /** Arguments for effects, sources, called flows. */
  values(expressions: Record<string, Expression>): Values {
    const values: Values = {};
    for (const name in expressions) values[name] = toJson(this.evaluate(expressions[name]!));
    return values;
  }

  /** Parameters of a text: the same, but nothing reads as "null". */
  params(expressions: Record<string, Expression>): Record<string, unknown> {
    const values: Record<string, unknown> = this.values(expressions);
    for (const name in values) values[name] ??= "";
    return values;
  }

  save(name: string | undefined, value: unknown): void {
    if (name !== undefined) this.frame.vars[name] = toJson(value);
  }

  /** Ends every running flow, the innermost first. */
  close(outcome: string): Move {
    for (const frame of this.frames.toReversed()) this.emit({ type: "flow-ended", flow: frame.flow, outcome });
    return this.drop();
  }

  /** Forgets the session without a word. */
  drop(): Move {
    this.frames = [];
    this.ask = undefined;
    this.pending = undefined;
    return { kind: "closed" };
  }

  /** The session as it is to be stored, without undefined fields: read back from JSON it is the same. */
  session(): Session | null {
    if (this.frames.length === 0) return null;
    const session: Session = { frames: this.frames, startedAt: this.startedAt };
    if (this.ask) session.ask = this.ask;
    if (this.pending) session.pending = this.pending;
    return session;
  }
}
