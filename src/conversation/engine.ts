import { askAgain, openAsk, remind, repeat, visibleChoices } from "./asking.ts";
import type { Step } from "./definition.ts";
import { enterFlow } from "./enter-flow.ts";
import type { EngineInput, Play, Played } from "./engine-contract.ts";
import { FlowFault } from "./flow-fault.ts";
import { follow } from "./follow.ts";
import { Playing, type Move } from "./playing.ts";
import { readSession } from "./read-session.ts";
import { pickChoice, type Matching } from "./reading/pick-choice.ts";
import type { OpenChoice } from "./session.ts";
import { kindOf } from "./steps/step-kinds.ts";
import type { Returned } from "./steps/step-kind.ts";
import { wakeAt } from "./wake-at.ts";

/**
 * Plays one input: (session, input, now) → (session', events). Pure: `session` is not changed, nothing is looked up but `context`.
 * Never throws: the author's mistakes and sessions it cannot read end in a `failed` event and no session.
 */
export const play: Play = (stored, input, context) => {
  const session = stored === null || stored === undefined ? undefined : readSession(stored);
  const playing = new Playing(context, input.kind === "start" ? undefined : session);
  try {
    if (stored && !session && input.kind !== "start") throw new FlowFault("unexpected-input", "the stored session cannot be read");
    follow(playing, react(playing, input));
  } catch (error) {
    fail(playing, error);
  }
  return played(playing);
};

function played(playing: Playing): Played {
  const session = playing.session();
  const wake = wakeAt(session, playing.context.library);
  const result: Played = { session, events: playing.events, nextAsk: playing.nextAsk };
  if (wake !== undefined) result.wakeAt = wake;
  return result;
}

function react(playing: Playing, input: EngineInput): Move {
  if (input.kind === "start") return enterFlow(playing, input.flow, input.with ?? {});
  if (input.kind === "result" || input.kind === "page") return resumeRequest(playing, input);
  if (playing.frames.length === 0) return withoutSession(playing, input);
  // Nothing of an earlier turn is waited for any more.
  playing.pending = undefined;
  switch (input.kind) {
    case "text":
      return typed(playing, input.text);
    case "press":
      return press(playing, input.ask, input.index);
    case "media":
      return media(playing);
    case "tick":
      return tick(playing, input.ask);
    case "repeat":
      return playing.ask ? askOnceMore(playing, input.answered === true) : { kind: "wait" };
  }
}

/** Nothing runs: says so, changes nothing. The turn routes such inputs itself, so these are only late ones. */
function withoutSession(playing: Playing, input: EngineInput): Move {
  if (input.kind === "text") playing.emit({ type: "not-understood", text: input.text, misses: 1 });
  if (input.kind === "press") playing.emit({ type: "stale-press" });
  return { kind: "closed" };
}

function typed(playing: Playing, text: string): Move {
  const open = openAsk(playing);
  const choice = pickChoice(text, visibleChoices(open), open.choices, matchingOf(playing.step()));
  return choice ? pick(playing, choice) : resume(playing, { kind: "typed", text });
}

/** Old buttons change nothing; the number of a question is never used twice, so they are recognised for ever. */
function press(playing: Playing, number: number, index: number): Move {
  const choice = playing.ask?.number === number ? playing.ask.choices[index] : undefined;
  if (choice) return pick(playing, choice);
  playing.emit({ type: "stale-press" });
  return playing.ask ? askAgain(playing, questionOf(playing)) : { kind: "wait" };
}

function pick(playing: Playing, choice: OpenChoice): Move {
  if (choice.act === "continue") return askAgain(playing, questionOf(playing));
  if (choice.act === "stop") {
    playing.say("common:stopped");
    return playing.close("stopped");
  }
  return resume(playing, { kind: "picked", choice });
}

function media(playing: Playing): Move {
  openAsk(playing).misses += 1;
  return repeat(playing, "common:text-please", () => questionOf(playing), false);
}

function tick(playing: Playing, number: number): Move {
  const open = playing.ask;
  if (!open || open.number !== number) return { kind: "wait" };
  const flow = playing.flow();
  if (playing.context.now >= open.at + flow.expireAfterMs) return expire(playing);
  const due = flow.remindAfterMs !== undefined && !open.reminded && playing.context.now >= open.at + flow.remindAfterMs;
  return due ? remind(playing) : { kind: "wait" };
}

/** Silent: a day later nobody wants to read that something they left is over. */
function expire(playing: Playing): Move {
  playing.emit({ type: "flow-expired", flow: playing.frames[0]!.flow });
  return playing.drop();
}

function askOnceMore(playing: Playing, answered: boolean): Move {
  const step = playing.step();
  return repeat(playing, kindOf(step).sorry?.(step) ?? "common:not-understood", () => questionOf(playing), answered);
}

function resumeRequest(playing: Playing, input: Extract<EngineInput, { kind: "result" | "page" }>): Move {
  const { pending } = playing;
  const expected = pending?.kind === "effect" ? "result" : "page";
  if (!pending || expected !== input.kind) throw new FlowFault("unexpected-input", `nobody asked for this ${input.kind}`);
  playing.spent = pending.spent;
  playing.pending = undefined;
  if (input.kind === "result") return resume(playing, { kind: "result", outcome: input.outcome, values: input.values ?? {} });
  return resume(playing, { kind: "page", request: pending, options: input.options, more: input.more });
}

function resume(playing: Playing, returned: Returned): Move {
  const step = playing.step();
  const move = kindOf(step).resume?.(step, playing, returned);
  if (!move) throw new FlowFault("unexpected-input", `a ${step.kind} step cannot take ${returned.kind}`);
  return move;
}

function matchingOf(step: Step): Matching {
  return kindOf(step).matching?.(step) ?? "label";
}

function questionOf(playing: Playing): string {
  const step = playing.step();
  const question = kindOf(step).question?.(step, playing);
  if (question === undefined) throw new FlowFault("unexpected-input", `a ${step.kind} step asks nothing`);
  return question;
}

/** The flow is closed and the person told kindly; what went wrong is for the log and the secretary. */
function fail(playing: Playing, error: unknown): void {
  const frame = playing.frames.at(-1);
  const reason = error instanceof FlowFault ? error.reason : "unexpected-input";
  // A strange error's message may hold a person's words.
  const detail = error instanceof FlowFault ? error.message : String((error as Error | undefined)?.name ?? "error");
  playing.emit({ type: "failed", flow: frame?.flow ?? "", step: frame?.step ?? "", reason, detail });
  playing.drop();
  const text = kindText(playing);
  if (text !== undefined) playing.emit({ type: "said", text });
}

function kindText(playing: Playing): string | undefined {
  try {
    return playing.context.text("common:went-wrong", {}, playing.context.locale);
  } catch {
    return undefined;
  }
}
