import { broadcastProgress, chunksOf, failuresOf, forecast, letterOf, sendingSeconds, type Broadcast, type BroadcastProgress, type Chunk, type Forecast, type Letter, type Reply } from "../../broadcasts/index.ts";
import { contactParts } from "../../core/contact-id.ts";
import { refsOf, replyMark } from "../../handovers/index.ts";
import { foldNormalised, normalise } from "../../lib/vietnamese/index.ts";
import { peopleOfContacts, type PersonRecord } from "../../people/index.ts";
import type { Desk } from "../desk.ts";
import { notFound } from "../office-error.ts";
import { lookAt } from "./notice-plan.ts";
import { readOwn } from "./place.ts";
import { rateOf, sentOf } from "./sending-rate.ts";

export type NoticeReport = {
  broadcast: Broadcast;
  progress: BroadcastProgress;
  /** How often each reason of failure. */
  failures: Record<string, number>;
  /** Messages a second over the last moments, 0 when nothing moves. */
  perSecond: number;
  etaSeconds: number | undefined;
  replies: number;
  /** When it goes out, or goes on, and ends, quiet hours and holidays stepped over; nothing of one that is paused or over. */
  forecast?: Forecast;
};

/** A notice with how far it is. */
export async function readNotice(desk: Desk, id: string): Promise<NoticeReport> {
  const broadcast = await readOwn(desk, id);
  const [progress, failures, replies] = await Promise.all([broadcastProgress(desk.ports.broadcasts, id), failuresOf(desk.ports.broadcasts, id), desk.ports.broadcasts.replies.countDocuments({ broadcast: id })]);
  if (!progress) throw notFound();
  const sent = sentOf(progress, failures["channel-off"] ?? 0);
  const rate = broadcast.state === "sending" ? rateOf(id, { at: desk.now, sent }) : undefined;
  const seen = await forecastOf(desk, broadcast, progress, rate, sent);
  const etaSeconds = seen?.finishesAt !== undefined && broadcast.state === "sending" ? Math.max(0, Math.ceil((seen.finishesAt - desk.now) / 1000)) : undefined;
  return { broadcast, progress, failures, perSecond: seen?.restsUntil === undefined ? (rate ?? 0) : 0, etaSeconds, replies, ...(seen ? { forecast: seen } : {}) };
}

/** Before sending from what was counted; under way from what is left, at the pace that is seen or else was counted with. */
async function forecastOf(desk: Desk, broadcast: Broadcast, progress: BroadcastProgress, rate: number | undefined, sent: number): Promise<Forecast | undefined> {
  const { state, at, commune } = broadcast;
  if (state === "paused" || state === "done" || state === "cancelled") return undefined;
  const counted = sendingSeconds(broadcast);
  const left = progress.open / Math.max(1, progress.open + sent);
  const seconds = state !== "sending" ? counted : rate ? Math.ceil(progress.open / rate) : counted === undefined ? undefined : Math.ceil(counted * left);
  const before = state !== "planning" && state !== "sending";
  return forecast(broadcast, { from: before ? Math.max(desk.now, at ?? 0) : desk.now, seconds, rules: await desk.ports.notices.rules(commune), timeZone: desk.ports.timeZone });
}

export type ListedRow = { /** Where the next page begins. */ place: string; contact: string | undefined; person: string | undefined; name: string; branch: string | undefined; channel: string | undefined; state: string | undefined };

const mostScanned = 400;

/** Rows of a notice in order, of some letters or all ("-": on the way); the look is written down. */
export async function noticeRows(desk: Desk, id: string, { letters, after, limit = 50, name }: { letters?: readonly (Letter | "-")[]; after?: string; limit?: number; name?: string } = {}): Promise<{ rows: ListedRow[]; next?: string }> {
  const broadcast = await readOwn(desk, id);
  await lookAt(desk, broadcast);
  const at = /^(\d{5})\|(\d{1,3})$/.exec(after ?? "");
  const from = at ? `${id}|${at[1]}` : `${id}|`;
  const wanted = name ? foldNormalised(normalise(name)) : undefined;
  const rows: ListedRow[] = [];
  let scanned = 0;
  for await (const chunk of desk.ports.broadcasts.chunks.find({ ...chunksOf(id), _id: { $gte: from, $lt: `${id}}` } }).sort({ _id: 1 }).lean<Chunk>().cursor()) {
    if (++scanned > mostScanned) break;
    const number = chunk._id.slice(id.length + 1);
    const chosen = chunk.people.flatMap((who, index) => {
      const past = at && number === at[1] && index <= Number(at[2]);
      const letter = letterOf(chunk.states[index]) ?? "-";
      return past || (letters && !letters.includes(letter)) ? [] : [{ who, index }];
    });
    const named = await namesOf(desk, (wanted ? chosen : chosen.slice(0, limit + 1 - rows.length)).map((one) => one.who));
    for (const { who, index } of chosen) {
      const known = named.get(who);
      if (wanted && !foldNormalised(normalise(known?.name ?? "")).includes(wanted)) continue;
      rows.push(rowOf(`${number}|${index}`, who, known, chunk.states[index]));
      if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1]!.place };
    }
  }
  return { rows };
}

type Named = { name: string; branch: string | undefined; person: string | undefined };

function rowOf(place: string, who: string, known: Named | undefined, state: string | undefined): ListedRow {
  const contact = who === "" || who.startsWith("person:") ? undefined : who;
  return { place, contact, person: known?.person, name: known?.name ?? "", branch: known?.branch, channel: contact && contactParts(contact).channel, state };
}

/** Names and branches as the register knows them, else as given in chat. */
async function namesOf(desk: Desk, all: readonly string[]): Promise<Map<string, Named>> {
  const contacts = all.filter((who) => who !== "" && !who.startsWith("person:"));
  const persons = all.filter((who) => who.startsWith("person:")).map((who) => who.slice(7));
  const [briefs, records, chats] = await Promise.all([
    peopleOfContacts(desk.ports.people, contacts),
    persons.length > 0 ? desk.ports.people.people.find({ _id: { $in: persons } }, { name: 1, branch: 1 }).lean<Pick<PersonRecord, "_id" | "name" | "branch">[]>() : [],
    contacts.length > 0 ? desk.ports.contacts.reachabilityOf(contacts) : [],
  ]);
  const named = new Map<string, Named>();
  for (const { _id, profile } of chats) if (profile?.name) named.set(_id, { name: profile.name, branch: profile.branch, person: undefined });
  for (const { _id, name, branch, contacts: own } of briefs) for (const contact of own) named.set(contact, { name, branch, person: _id });
  for (const { _id, name, branch } of records) named.set(`person:${_id}`, { name, branch, person: _id });
  return named;
}

export type ListedReply = Reply & { name: string; /** Number of the conversation, where it can be answered. */ ref?: string };

/** Who wrote after a notice, the newest first. */
export async function noticeReplies(desk: Desk, id: string, { before, limit = 50 }: { before?: number; limit?: number } = {}): Promise<ListedReply[]> {
  await readOwn(desk, id);
  desk.scope("conversations.read");
  const found = await desk.ports.broadcasts.replies.find({ broadcast: id, ...(before === undefined ? {} : { at: { $lt: before } }) }).sort({ at: -1 }).limit(limit).lean<Reply[]>();
  const names = await desk.ports.contacts.namesOf(found.map((one) => one.contact));
  const refs = await refsOf(desk.ports.handovers, found.map((one) => replyMark(id, one.contact)));
  return found.map((one) => {
    const ref = refs.get(replyMark(id, one.contact));
    return { ...one, name: names.get(one.contact) ?? "", ...(ref ? { ref } : {}) };
  });
}

/** Letters of people whom the village loudspeaker must reach. */
export const unheard: readonly Letter[] = ["x", "n", "w", "e", "f"];
