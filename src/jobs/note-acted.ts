import { broadcastById, hasStopped, isEnd, type Broadcast, type BroadcastModels, type Chunk, type RowState } from "../broadcasts/index.ts";
import type { OutboundMedia } from "../core/outbound-message.ts";
import type { PlatformNote } from "../core/platform-note.ts";
import { noteReply, replyMark, type HandoverModels } from "../handovers/index.ts";
import type { Contacts, Reachability } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { NotedBroadcasts } from "../storage/noted-broadcasts.ts";
import type { Outcomes } from "../storage/outcomes.ts";
import { familiesOf } from "./families.ts";
import type { FeedPorts } from "./feed-broadcasts.ts";
import { factsFor, noticeMessage } from "./notice-message.ts";
import { outcomeOf } from "./outbox.ts";
import { noLongerMeant, type MeantPorts } from "./still-meant.ts";

export type ActedPorts = MeantPorts & Pick<FeedPorts, "text" | "facts" | "kinOf"> & {
  broadcasts: BroadcastModels;
  contacts: Contacts;
  lanes: Lanes;
  noted: NotedBroadcasts;
  outcomes: Pick<Outcomes, "write">;
  handovers: HandoverModels;
  /** The short number of a conversation, from its mark. */
  code(mark: string): string;
  image(id: string): Promise<OutboundMedia | undefined>;
};

type Acted = Extract<PlatformNote, { kind: "acted" }>;

/** A row that is being parked at this moment says so within a second or two; a plan takes some more. After that it waits for another word. */
const [lookAgainMs, patienceMs] = [1_000, 60_000];
/** Clocks of platforms and ours may differ by so much. */
const skewMs = 5_000;

/**
 * Somebody wrote: what waited for that goes out now, and the last notice counts as answered. Safe to repeat. Returns how long to wait
 * before trying again while something was parked whose row does not say so yet: the word must not be lost.
 */
export async function noteActed(note: Acted, ports: ActedPorts): Promise<number | void> {
  const { last, lastAt = 0, parked } = await ports.noted.of(note.contact, ports.now());
  const waiting = await Promise.all(parked.map((place) => readParked(place, ports.broadcasts)));
  if (waiting.some((one) => isUnsettled(one)) && ports.now() - note.at < patienceMs) return lookAgainMs;
  // What arrived while this word waited is not what it answers.
  if (last && note.answers && lastAt <= note.at + skewMs) await answered(note, last, ports);
  for (const one of waiting) await sendParked(note.contact, one, ports);
}

type ParkedRow = { place: string; broadcast: Broadcast | undefined; state: RowState | undefined };

async function readParked(place: string, models: BroadcastModels): Promise<ParkedRow> {
  const at = place.lastIndexOf("|");
  const [broadcast, chunk] = await Promise.all([broadcastById(models, outcomeOf(place, "").broadcast), models.chunks.findById(place.slice(0, at), { states: 1 }).lean<Pick<Chunk, "states">>()]);
  return { place, broadcast, state: chunk?.states[place.slice(at + 1)] };
}

/** Parked in Redis before the row says "w", or with a plan that may still be held. */
function isUnsettled({ broadcast, state }: ParkedRow): boolean {
  return broadcast?.state === "planning" || (broadcast?.state === "sending" && !isEnd(state));
}

async function answered(note: Acted, place: string, ports: ActedPorts): Promise<void> {
  const outcome = outcomeOf(place, "a");
  const broadcast = await broadcastById(ports.broadcasts, outcome.broadcast);
  if (broadcast) {
    const id = `${outcome.broadcast}|${note.contact}`;
    const reply = { broadcast: outcome.broadcast, contact: note.contact, ...(broadcast.commune === undefined ? {} : { commune: broadcast.commune }) };
    await ports.broadcasts.replies.updateOne({ _id: id }, { $setOnInsert: reply, $set: { at: note.at, ...(note.said ? { said: note.said } : {}) } }, { upsert: true }).catch((error: { code?: number }) => {
      if (error.code !== 11000) throw error;
    });
    const { said = "" } = note;
    await noteReply(ports.handovers, { ...reply, ref: ports.code(replyMark(reply.broadcast, note.contact)), said, waits: said !== "" && (await asksStaff(note.contact, said, ports)), at: note.at });
    await ports.outcomes.write(outcome);
  }
  // After a button their own words may still come: those are what staff want to read.
  if (note.said || !broadcast) await ports.noted.answered(note.contact, place);
}

/** Flows in which the bot says that it did not understand. */
const atALoss = new Set(["not-found", "suggest"]);
/** "dạ", "ok em": heard, and nobody has to answer. */
const fewestWords = 3;

/** Whether somebody wrote what only a person can answer: the bot, which has answered by now, was at a loss. */
async function asksStaff(contact: string, said: string, { contacts }: Pick<ActedPorts, "contacts">): Promise<boolean> {
  if (said.trim().split(/\s+/).length < fewestWords) return false;
  const flow = (await contacts.load(contact))?.session?.frames.at(-1)?.flow;
  return flow !== undefined && atALoss.has(flow);
}

/**
 * The message's id makes a second hand-over nothing; the row keeps its "parked" until the message ends. Only what is certainly over
 * waits no more: paused, planned or not yet written down it goes on waiting, for a word after that.
 */
async function sendParked(contact: string, { place, broadcast, state }: ParkedRow, ports: ActedPorts): Promise<void> {
  const over = !broadcast || broadcast.state === "cancelled" || broadcast.expiresAt <= ports.now() || (isEnd(state) && state !== "w");
  if (over) return ports.noted.unpark(contact, place);
  if (state !== "w" || broadcast.state === "paused" || broadcast.state === "planning") return;
  const family = (await familiesOf([contact], ports)).get(contact)!;
  const person = family.find((one) => one._id === contact);
  if (person && !person.reachable) return;
  const { purpose } = broadcast;
  if (purpose !== undefined && family.some((one) => hasStopped(one, purpose))) await ports.outcomes.write(outcomeOf(place, "o"));
  else if ((await noLongerMeant(broadcast, new Map([[contact, family]]), ports)).has(contact)) await ports.outcomes.write(outcomeOf(place, "c"));
  else if (person) await handOver(broadcast, place, person, family, ports);
  await ports.noted.unpark(contact, place);
}

async function handOver(broadcast: Broadcast, place: string, person: Reachability, family: Reachability[], ports: ActedPorts): Promise<void> {
  const image = broadcast.content.image === undefined ? undefined : await ports.image(broadcast.content.image);
  const facts = (await factsFor(broadcast, [family], ports)).get(person._id);
  const message = noticeMessage(broadcast, { place, round: parkedRound, person, image, facts }, ports.text);
  await ports.lanes.add("bulk", [{ contact: person._id, id: message.id, json: JSON.stringify(message) }]);
}

/** Of no round the feeder uses. */
const parkedRound = 900;
