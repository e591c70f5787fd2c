import { formatPayload } from "../core/payload.ts";
import type { OutboundChoice } from "../core/outbound-message.ts";
import { FlowFault } from "./flow-fault.ts";
import type { Move, Playing } from "./playing.ts";
import type { ChoiceAct, OpenAsk, OpenChoice } from "./session.ts";

/** Misses in a row after which a person is offered. */
const missesUntilHelp = 3;
const waiting: Move = { kind: "wait" };

/** Opens a question under a number of its own and waits. */
export function ask(playing: Playing, text: string, choices: OpenChoice[], page?: number): Move {
  playing.ask = { number: playing.nextAsk++, at: playing.context.now, choices, misses: 0, reminded: false };
  if (page !== undefined) playing.ask.page = page;
  return show(playing, text);
}

/** The same question once more: same number, same buttons. */
export function askAgain(playing: Playing, text: string): Move {
  const open = openAsk(playing);
  delete open.halfWay;
  return show(playing, text);
}

/** An answer that is no good: says why and asks again. */
export function refuse(playing: Playing, why: string, question: () => string): Move {
  const open = openAsk(playing);
  open.misses += 1;
  open.at = playing.context.now;
  playing.say(why);
  offerHelp(playing);
  return askAgain(playing, question());
}

/** Words that fit nothing. Only counted: the turn decides whether they meant something else. */
export function notUnderstood(playing: Playing, text: string): Move {
  const open = openAsk(playing);
  open.misses += 1;
  playing.emit({ type: "not-understood", text, misses: open.misses });
  return waiting;
}

/** The turn found nothing in those words (or has answered them itself): asks again. */
export function repeat(playing: Playing, sorry: string, question: () => string, answered: boolean): Move {
  const open = openAsk(playing);
  open.at = playing.context.now;
  if (answered) open.misses = 0;
  else {
    playing.say(sorry);
    offerHelp(playing);
  }
  return askAgain(playing, question());
}

/** Half-way reminder: two more buttons of the same question, so that its own buttons keep working. */
export function remind(playing: Playing): Move {
  const open = openAsk(playing);
  open.reminded = true;
  open.halfWay = true;
  open.choices = [...open.choices, engineChoice(playing, "continue", "common:half-way-continue"), engineChoice(playing, "stop", "common:half-way-stop")];
  return show(playing, playing.text("common:half-way"));
}

/** A button of the engine's own. */
export function engineChoice(playing: Playing, act: ChoiceAct, label: string): OpenChoice {
  return { label: playing.text(label), value: "", act };
}

/** What the person saw last, in its order: the question's buttons, or the reminder's two. */
export function visibleChoices(open: OpenAsk): OpenChoice[] {
  return open.choices.filter((choice) => isReminder(choice) === (open.halfWay === true));
}

export function openAsk(playing: Playing): OpenAsk {
  if (!playing.ask) throw new FlowFault("unexpected-input", "no question is open");
  return playing.ask;
}

function offerHelp(playing: Playing): void {
  if (openAsk(playing).misses >= missesUntilHelp) playing.say("common:need-help");
}

function show(playing: Playing, text: string): Move {
  const open = openAsk(playing);
  const choices: OutboundChoice[] = [];
  open.choices.forEach((choice, index) => {
    if (isReminder(choice) === (open.halfWay === true)) choices.push({ label: choice.label, payload: payloadOf(choice, open.number, index) });
  });
  playing.emit({ type: "asked", ask: open.number, text, choices });
  return waiting;
}

function payloadOf(choice: OpenChoice, number: number, index: number): string {
  return choice.flow === undefined ? formatPayload({ kind: "choice", ask: number, index }) : formatPayload({ kind: "flow", flow: choice.flow });
}

function isReminder(choice: OpenChoice): boolean {
  return choice.act === "continue" || choice.act === "stop";
}
