import { activityById } from "../activities/index.ts";
import { clubById } from "../clubs/index.ts";
import type { EntryAddress } from "../core/entry-address.ts";
import { dialogueById } from "../dialogues/index.ts";
import type { Link, LinkTarget } from "../links/index.ts";
import type { Poster } from "../links/poster/index.ts";
import type { Texts } from "../runtime/texts.ts";
import { unitById } from "../units/index.ts";
import type { Rooms } from "./rooms.ts";

export type PosterPorts = { rooms: Rooms; texts: Texts };
export type PosterWish = { link: Link; address: EntryAddress & { url: string }; /** The word to send where a link carries nothing; left out where no such channel is on. */ word?: string; locale: "vi" | "en" };

/** What a link's poster says. The link's target has to exist. */
export async function linkPoster({ link, address, word, locale }: PosterWish, { rooms, texts }: PosterPorts): Promise<Poster> {
  const say = (key: string, params: Record<string, unknown> = {}): string => texts.text(`poster:${key}`, params, locale) ?? "";
  const unit = link.unit ? await unitById(rooms.units, link.unit) : undefined;
  const { channel } = address;
  return {
    unit: unit?.name ?? say("unit"),
    title: say(`title-${link.to.kind}`, { name: await nameOf(link.to, rooms) }),
    address: address.url,
    shownAddress: address.url.replace(/^https?:\/\//, ""),
    steps: ["step-scan", "step-open", "step-answer"].map((key) => say(key, { channel, word: address.word ?? "" })),
    ...(word ? { word: { how: say("how-word"), word } } : {}),
    foot: say("foot", { source: link.source, code: link.code }),
  };
}

/** Name of a club, dialogue or activity; of a flow its id, which the text turns into words. */
async function nameOf({ kind, id }: LinkTarget, rooms: Rooms): Promise<string> {
  if (kind === "club") return (await clubById(rooms.clubs, id))?.name ?? id;
  if (kind === "activity") return (await activityById(rooms.activities, id))?.title ?? id;
  return kind === "dialogue" ? ((await dialogueById(rooms.dialogues, id))?.title ?? id) : id;
}
