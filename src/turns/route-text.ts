import { labelMatches } from "../lib/vietnamese/index.ts";
import type { GlobalWord } from "./global-words.ts";
import { onlyOffers } from "./only-offers.ts";
import type { Run } from "./run.ts";
import type { Opening, TurnPorts } from "./turn-ports.ts";
import { understoodOpening } from "./understood-opening.ts";

const openings: Partial<Record<GlobalWord, Opening>> = {
  menu: { flow: "menu" },
  help: { flow: "menu" },
  person: { flow: "talk-to-person" },
  stop: { flow: "stop-messages" },
  "stop-all": { flow: "stop-messages", with: { purpose: "all" } },
  "stop-news": { flow: "stop-messages", with: { purpose: "news" } },
  "stop-activities": { flow: "stop-messages", with: { purpose: "activities" } },
  "stop-clubs": { flow: "stop-messages", with: { purpose: "clubs" } },
  "stop-dialogues": { flow: "stop-messages", with: { purpose: "dialogues" } },
  start: { flow: "start-messages" },
  language: { flow: "language" },
};

/** Where staff write words for others: a notice about violence is no call for help. */
const writesForOthers = new Set(["send-notice"]);

/** What the privacy notice promises "at any time": heard also where any text would be an answer. */
const atAnyTime = new Set(["my-data", "delete-my-data", "withdraw-consent", "talk-to-person", "link-account", "unlink-account"]);
/** A longer text that happens to name one of these is an answer (a question, a motivation), not a command. */
const longestCommand = 8;

/**
 * What somebody typed: the whole label of an open button, a word that means the same everywhere; then somebody in danger goes
 * before everything; then the rights of the privacy notice, the open question; and when nothing is asked, what the words mean.
 */
export async function routeText(run: Run, said: string, ports: TurnPorts): Promise<void> {
  const { session } = run.contact;
  if (session?.ask?.choices.some((choice) => labelMatches(said, choice.label))) return run.feed({ kind: "text", text: said });
  const word = ports.globalWord(said);
  if (word && (await globalWord(run, word, ports))) return;
  if (!writesForOthers.has(session?.frames.at(-1)?.flow ?? "") && ports.isUrgent(said)) return run.open({ flow: "talk-to-person", with: { urgent: "yes" } });
  if (!session?.ask) return run.open(understoodOpening(said, ports));
  const command = commandIn(said, ports);
  if (command && !session.frames.some((frame) => frame.flow === command.flow)) return run.open(command);
  return run.feed({ kind: "text", text: said });
}

/** False: here the word is only an answer. */
async function globalWord(run: Run, word: GlobalWord, ports: TurnPorts): Promise<boolean> {
  const { session } = run.contact;
  const opening = openings[word];
  if (opening) {
    const running = session?.frames.at(-1)?.flow === opening.flow;
    // Who says "dừng" to the question what to stop means all.
    if (running && word === "stop") await run.open(openings["stop-all"]!);
    else if (running && !opening.with) return false;
    else await run.open(opening);
    return true;
  }
  if (word === "cancel") return cancel(run);
  if (word === "back") return back(run);
  if (!onlyOffers(session)) return false;
  if (word === "notice") return notice(run, ports);
  if (word === "greeting") await run.open({ flow: "welcome" });
  else run.say("common:you-are-welcome");
  return true;
}

/** Who may send notices writes one; to everybody else these are words like any other. */
async function notice(run: Run, ports: TurnPorts): Promise<boolean> {
  if (!(await ports.mayNotify?.(run.contact._id))) return false;
  await run.open({ flow: "send-notice" });
  return true;
}

function cancel(run: Run): true {
  run.say(onlyOffers(run.contact.session) ? "common:anything-else" : "common:cancelled");
  run.contact.session = null;
  return true;
}

/** Steps back are not possible (what a step did stays done); saying so beats taking the word for an answer. */
async function back(run: Run): Promise<true> {
  if (onlyOffers(run.contact.session) || !run.contact.session?.ask) await run.open({ flow: "menu" });
  else {
    run.say("common:no-going-back");
    await run.feed({ kind: "repeat", answered: true });
  }
  return true;
}

function commandIn(said: string, ports: TurnPorts): Opening | undefined {
  const words = said.trim().split(/\s+/).length;
  if (words < 2 || words > longestCommand) return undefined;
  const meant = ports.understand(said);
  return meant.decision === "flow" && meant.flow && atAnyTime.has(meant.flow) ? { flow: meant.flow, with: meant.params ?? {} } : undefined;
}
