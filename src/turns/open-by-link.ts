import { typedLinkName, type LinkTarget } from "../links/index.ts";
import { onlyOffers } from "./only-offers.ts";
import type { Run } from "./run.ts";
import type { TurnPorts } from "./turn-ports.ts";

/** Which flow shows a thing a link can lead to; the thing's id goes into the first variable the flow takes. */
const flowOfKind = { club: "join-club", dialogue: "register-dialogue", activity: "activities" } as const;

/**
 * Opens what an entry link leads to and notes where the person came from; the first source stays. False: there is no such
 * link, or it is disabled.
 */
export async function openByLink(run: Run, name: string, ports: TurnPorts): Promise<boolean> {
  const link = await ports.openLink(name, run.contact._id, run.eventId);
  if (!link) return false;
  run.contact.source ??= link._id;
  await run.open(openingOf(link.to, ports));
  return true;
}

/**
 * Zalo's links carry nothing (facts/zalo.md knows no payload of a follow), so its posters show a word to send. Under a question
 * that waits for an answer only the word with its `#` counts: without it, it may be the answer.
 */
export async function openTypedLink(run: Run, said: string, ports: TurnPorts): Promise<boolean> {
  const typed = typedLinkName(said);
  if (!typed || (!typed.marked && !onlyOffers(run.contact.session))) return false;
  return openByLink(run, typed.name, ports);
}

/** A flow that was taken away since the poster was printed: the greeting. */
function openingOf({ kind, id }: LinkTarget, { library }: TurnPorts) {
  const flow = library.get(kind === "flow" ? id : flowOfKind[kind]);
  const first = flow?.takes[0];
  if (!flow) return { flow: "welcome" };
  return kind !== "flow" && first ? { flow: flow.name, with: { [first]: id } } : { flow: flow.name };
}
