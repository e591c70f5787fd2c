import type { Broadcast, BroadcastContent } from "../broadcasts/index.ts";
import type { OutboundMedia, OutboundMessage } from "../core/outbound-message.ts";
import { canShow } from "../media/index.ts";
import type { Reachability } from "../storage/contacts.ts";
import { noticeWords, type NoticeFacts, type Say } from "./notice-text.ts";

export type FactsPorts = {
  /** Names of people, their branches and communes, each family of contacts at once. */
  facts(families: readonly (readonly Reachability[])[], commune: string | undefined): Promise<ReadonlyMap<string, NoticeFacts>>;
};

export type NoticeFor = { place: string; round: number; person: Reachability; windowEnds?: number | undefined; image?: OutboundMedia | undefined; facts?: NoticeFacts | undefined };

/** What the words say of their readers, where they say anything. */
export async function factsFor({ content, commune }: Pick<Broadcast, "content" | "commune">, families: readonly (readonly Reachability[])[], { facts }: FactsPorts): Promise<ReadonlyMap<string, NoticeFacts>> {
  return needsFacts(content) ? facts(families, commune) : new Map();
}

/** One row's message. Its id is of the row and the round, so that handing it over twice is once. */
export function noticeMessage(broadcast: Broadcast, { place, round, person, windowEnds, image, facts = {} }: NoticeFor, text: Say): OutboundMessage {
  const footer = broadcast.purpose === undefined ? undefined : text("notice:footer", {}, person.locale);
  const words = noticeWords(broadcast.content, person.locale, facts, text, footer);
  return {
    id: `b:${place}${round > 0 ? `:${round}` : ""}`,
    to: person._id,
    ...words,
    urgency: "bulk",
    broadcast: place,
    ...(round > 0 ? { round } : {}),
    ...(broadcast.purpose === undefined ? {} : { purpose: broadcast.purpose }),
    ...(image && canShow(image, person._id) ? { media: image } : {}),
    ...(windowEnds === undefined ? {} : { windowEnds }),
    expiresAt: broadcast.expiresAt,
  };
}

function needsFacts(content: BroadcastContent): boolean {
  return "texts" in content && Object.values(content.texts).some((text) => text?.includes("{"));
}
