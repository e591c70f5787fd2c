import { wakeAt } from "../conversation/wake-at.ts";
import type { EventInput, InboundEvent } from "../core/inbound-event.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Contact } from "../storage/contact.ts";
import { newContact } from "./new-contact.ts";
import { route } from "./opening.ts";
import { Run, type Shown } from "./run.ts";
import { staysQuiet } from "./stays-quiet.ts";
import type { TurnPorts } from "./turn-ports.ts";

/** What the person must get and when to wake them; handed over together with the end of the event. */
export type TurnOutcome = { outbox: OutboundMessage[]; timer: { at: number; ask: number } | null };

/** Events remembered in a contact. An event comes again only right after a crash, so a few are plenty. */
const remembered = 8;
/** Short lines of one turn go as one message: fewer calls, fewer pushes on a cheap phone. */
const mergeUpTo = 640;

/**
 * One event, from loading the contact to committing it. Features write during the play, each idempotent by the event's id;
 * the contact is written last with a version check and carries the replies. Death at any point: the event plays again
 * and nothing happens twice. Throws VersionConflict when another process was faster, and whatever the stores throw.
 */
export async function playTurn(event: InboundEvent, ports: TurnPorts, now: number): Promise<TurnOutcome> {
  const loaded = await ports.contacts.load(event.contact);
  if (loaded?.played.includes(event.id)) return playedBefore(loaded, event, ports);
  if (!loaded && event.input.kind === "left") return { outbox: [], timer: null };
  const contact = loaded ?? newContact(event, ports.defaultLocale, now);

  const { input } = event;
  // Before the commit and before anybody is quiet: staff want to see the picture too. Forgetting deletes it with the rest.
  if (input.kind === "media") await ports.noteMedia?.({ ...event, input });
  const run = new Run(ports, contact, event.id, now);
  if (event.input.kind === "left") leave(contact);
  else if (staysQuiet(contact, event.input, now, ports)) noteInbound(contact, event);
  else await meet(run, event, ports);

  const outbox = outboxOf(event, run.shown);
  await remember(run, event, outbox, ports);
  return { outbox, timer: timerOf(contact, ports) };
}

/** A crash came between the commit and the end of the event: its replies are handed over now, and the log may lack it. */
async function playedBefore(contact: Contact, event: InboundEvent, ports: TurnPorts): Promise<TurnOutcome> {
  const { played, outbox } = contact;
  if (played.at(-1) === event.id) await ports.log.write(contact._id, event.id, event.at, saidOf(event.input), outbox.flatMap(({ text }) => (text === "" ? [] : [text])));
  return { outbox, timer: timerOf(contact, ports) };
}

async function meet(run: Run, event: InboundEvent, ports: TurnPorts): Promise<void> {
  noteInbound(run.contact, event);
  await route(run, event.input, ports);
}

function noteInbound(contact: Contact, { input, at }: InboundEvent): void {
  if (input.kind === "tick") return;
  contact.reachable = true;
  contact.lastInboundAt = Math.max(contact.lastInboundAt, at);
  // Of an entry link only the slug of one that exists counts, see open-by-link.ts.
  if (input.kind === "start" && input.ref && !input.ref.startsWith("l_") && !contact.source) contact.source = input.ref.slice(0, 64);
}

function leave(contact: Contact): void {
  contact.reachable = false;
  contact.session = null;
}

async function remember(run: Run, event: InboundEvent, outbox: OutboundMessage[], ports: TurnPorts): Promise<void> {
  const { contact } = run;
  if (run.forget) {
    await ports.contacts.remove(contact._id);
    return;
  }
  contact.played = [...contact.played, event.id].slice(-remembered);
  contact.outbox = outbox;
  const logged = ports.log.write(contact._id, event.id, event.at, saidOf(event.input), run.shown.map((one) => one.text));
  await Promise.all([logged, ports.contacts.commit(contact)]);
}

/** When the open question wants its tick; null: nothing is open. */
function timerOf(contact: Contact, ports: TurnPorts): TurnOutcome["timer"] {
  const { session } = contact;
  const at = wakeAt(session ?? null, ports.library);
  // A reminder that falls due while staff talk with the person waits until they are through.
  return session?.ask && at !== undefined ? { at: Math.max(at, contact.quietUntil ?? 0), ask: session.ask.number } : null;
}

function outboxOf(event: InboundEvent, shown: Shown[]): OutboundMessage[] {
  const messages = merge(shown).map((one, index): OutboundMessage => ({ id: `${event.id}/${index}`, to: event.contact, urgency: "reply", ...one }));
  if (event.acknowledge) messages.unshift({ id: `${event.id}/ack`, to: event.contact, urgency: "reply", text: "", acknowledge: event.acknowledge });
  return messages;
}

function merge(shown: Shown[]): Shown[] {
  const merged: Shown[] = [];
  for (const one of shown) {
    const last = merged.at(-1);
    // A picture stands before its text, so nothing is put before it.
    const joins = last && !last.choices?.length && !one.media && last.text.length + one.text.length + 2 <= mergeUpTo;
    if (joins) merged[merged.length - 1] = { ...last, ...one, text: `${last.text}\n\n${one.text}` };
    else merged.push(one);
  }
  return merged;
}

/** What the log keeps of the person's side. */
function saidOf(input: EventInput): string {
  if (input.kind === "text") return input.text;
  if (input.kind === "press") return input.title ?? input.payload;
  if (input.kind === "media") return [`[${input.media}]`, input.caption].filter(Boolean).join(" ");
  return `[${input.kind}]`;
}
