import type { Connection } from "mongoose";
import { resolve } from "node:path";
import { loadAnswers, type Candidate } from "../../../src/answers/index.ts";
import type { Purpose } from "../../../src/broadcasts/index.ts";
import type { Values } from "../../../src/conversation/definition.ts";
import type { Promotion } from "../../../src/dialogues/index.ts";
import { loadTexts } from "../../../src/runtime/texts.ts";
import { loadSample } from "../../../src/sample/index.ts";
import type { Contact } from "../../../src/storage/contact.ts";
import { connectMongo } from "../../../src/storage/mongo.ts";
import type { EffectContext, EffectResult, SourceOption } from "../../../src/turns/effect-contract.ts";
import type { LinkedNotice } from "../../../src/turns/effects/effect-tools.ts";
import { createEffects, openFeatureRooms, type FeatureRooms } from "../../../src/turns/effects/index.ts";
import { createSources } from "../../../src/turns/sources/index.ts";

export const now = Date.parse("2026-11-23T02:00:00Z");
const texts = loadTexts(resolve(import.meta.dirname, "../../../locales"));

let databases = 0;

export type World = {
  rooms: FeatureRooms;
  connection: Connection;
  promoted: Promotion[];
  linked: LinkedNotice[];
  forgotten: string[];
  /** What the last notice to each contact was about, and what was taken out of the lists of whom. */
  noticed: Map<string, Purpose>;
  /** What open consoles were told: "activities doan-xa-mau". */
  announced: string[];
  dropped: [contact: string, purpose: Purpose | undefined][];
  person(name: string, fields?: Partial<Contact>): Person;
  close(): Promise<void>;
};

/** Somebody whose turns are played: patches stay, as after a commit. */
export type Person = {
  contact: Contact;
  /** `key` given again plays the same act again, as after a crash before the commit. */
  does(effect: string, args?: Values, key?: string): Promise<EffectResult>;
  /** Plays an act without committing its patch. */
  tries(effect: string, args?: Values, key?: string): Promise<EffectResult>;
  chooses(source: string, args?: Values, page?: number, size?: number): Promise<{ options: SourceOption[]; more: boolean }>;
};

/** The sample commune in a database of its own. `candidates` is what the understanding makes of every text. */
export async function openWorld(uri: string, candidates: Candidate[] = []): Promise<World> {
  const connection = await connectMongo(uri, { database: `effects-${process.pid}-${databases++}` });
  const rooms = await openFeatureRooms(connection);
  await loadSample(rooms, now);
  const promoted: Promotion[] = [];
  const linked: LinkedNotice[] = [];
  const forgotten: string[] = [];
  const noticed: World["noticed"] = new Map();
  const announced: string[] = [];
  const dropped: World["dropped"] = [];
  const ports = {
    tellLinked: async (one: LinkedNotice) => void linked.push(one),
    tellPromotion: async (one: Promotion) => void promoted.push(one),
    understanding: { understand: () => ({ candidates }) },
    answers: loadAnswers(),
    secret: "test-secret",
    announce: async (topic: string, commune: string | undefined) => void announced.push(`${topic} ${commune}`),
    lastNotice: async (contact: string) => noticed.get(contact),
    dropNotices: async (contact: string, purpose?: Purpose) => dropped.push([contact, purpose]),
    forgetMessages: async (contact: string) => void forgotten.push(contact),
  };
  const effects = new Map(createEffects(rooms, ports).map((effect) => [effect.name, effect]));
  const sources = new Map(createSources(rooms, ports).map((source) => [source.name, source]));
  let events = 0;
  const person = (name: string, fields: Partial<Contact> = {}): Person => {
    const contact = newPerson(name, fields);
    const context = (key: string): EffectContext => ({ contact, key, now, text: (text, params = {}) => texts.text(text, params, contact.locale) ?? text });
    const tries: Person["tries"] = (effect, args = {}, key = `event-${events++}`) => effects.get(effect)!.run(args, context(key));
    return {
      contact,
      tries,
      async does(effect, args, key) {
        const result = await tries(effect, args, key);
        Object.assign(contact, result.patch ?? {});
        return result;
      },
      chooses: (source, args = {}, page = 0, size = 10) => sources.get(source)!.options(args, page, size, context("page")),
    };
  };
  return { rooms, connection, promoted, linked, forgotten, noticed, announced, dropped, person, close: () => connection.close() };
}

function newPerson(name: string, fields: Partial<Contact>): Contact {
  return {
    _id: `telegram:bot:${name}`, version: 1, locale: "vi", session: null, nextAsk: 1, played: [], outbox: [], profile: { name, branch: "thon-dong", ageBand: "18-30" },
    consents: { registration: true }, stopped: false, reachable: true, createdAt: now, lastInboundAt: now, ...fields,
  };
}
