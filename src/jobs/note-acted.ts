import { broadcastById, hasStopped, type Broadcast, type BroadcastModels, type Chunk } from "../broadcasts/index.ts";
import type { OutboundMedia } from "../core/outbound-message.ts";
import type { PlatformNote } from "../core/platform-note.ts";
import { noteReply, replyMark, type HandoverModels } from "../handovers/index.ts";
import type { Contacts, Reachability } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { NotedBroadcasts } from "../storage/noted-broadcasts.ts";
import type { Outcomes } from "../storage/outcomes.ts";
import { familiesOf } from "./families.ts";
import { noticeMessage, type FeedPorts } from "./feed-broadcasts.ts";
import { outcomeOf } from "./outbox.ts";
import { noLongerMeant, type MeantPorts } from "./still-meant.ts";

export type ActedPorts = MeantPorts & Pick<FeedPorts, "text" | "unitNames" | "kinOf"> & {
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

/** Somebody wrote: what waited for that goes out now, and the last notice counts as answered. Safe to repeat. */
export async function noteActed(note: Acted, ports: ActedPorts): Promise<void> {
  const { last, parked } = await ports.noted.of(note.contact, ports.now());
  if (last && note.answers) await answered(note, last, ports);
  for (const place of parked) await sendParked(note.contact, place, ports);
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

/** The message's id makes a second hand-over nothing; the row keeps its "parked" until the message ends. */
async function sendParked(contact: string, place: string, ports: ActedPorts): Promise<void> {
  const { broadcast: id } = outcomeOf(place, "");
  const [broadcast, families] = await Promise.all([broadcastById(ports.broadcasts, id), familiesOf([contact], ports)]);
  // Paused: it goes on waiting, for a word after that.
  if (broadcast?.state === "paused") return;
  const family = families.get(contact)!;
  const person = family.find((one) => one._id === contact);
  if (broadcast && person?.reachable && broadcast.state !== "cancelled" && broadcast.expiresAt > ports.now() && (await stillParked(place, ports.broadcasts))) {
    const { purpose } = broadcast;
    if (purpose !== undefined && family.some((one) => hasStopped(one, purpose))) await ports.outcomes.write(outcomeOf(place, "o"));
    else if ((await noLongerMeant(broadcast, families, ports)).has(contact)) await ports.outcomes.write(outcomeOf(place, "c"));
    else await handOver(broadcast, place, person, ports);
  }
  await ports.noted.unpark(contact, place);
}

async function handOver(broadcast: Broadcast, place: string, person: Reachability, ports: ActedPorts): Promise<void> {
  const image = broadcast.content.image === undefined ? undefined : await ports.image(broadcast.content.image);
  const message = await noticeMessage(broadcast, { place, round: parkedRound, person, image }, ports);
  await ports.lanes.add("bulk", [{ contact: person._id, id: message.id, json: JSON.stringify(message) }]);
}

/** Of no round the feeder uses. */
const parkedRound = 900;

async function stillParked(place: string, models: BroadcastModels): Promise<boolean> {
  const at = place.lastIndexOf("|");
  const chunk = await models.chunks.findById(place.slice(0, at), { states: 1 }).lean<Pick<Chunk, "states">>();
  return chunk?.states[place.slice(at + 1)] === "w";
}
