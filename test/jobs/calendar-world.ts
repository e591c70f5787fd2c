import { settingsOf, withDefaults, type Broadcast, type Chunk } from "../../src/broadcasts/index.ts";
import type { CalendarPorts } from "../../src/jobs/call-once.ts";
import { planBroadcast } from "../../src/jobs/plan-broadcast.ts";
import { calendarPorts } from "../../src/service/calendar.ts";
import { defaultRules, planPorts } from "../../src/service/broadcasts.ts";
import type { Service } from "../../src/service/service.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { unitTree, type Unit } from "../../src/units/index.ts";
import { openTestService } from "../kit/talker.ts";

/** The service with the communes "xa-a" and "xa-b", and a clock that is set by hand. */
export type CalendarWorld = {
  service: Service;
  /** Rules as they stand now, not as they stood three seconds ago in the last test. */
  ports: CalendarPorts;
  /** Sets the clock, Việt Nam's time: "2026-07-05T09:00". */
  at(time: string): void;
  now(): number;
  /** Somebody of the register, with a chat unless `chat` is false. Returns the chat. */
  person(id: string, fields?: { commune?: string; chat?: boolean; admittedOn?: string; standing?: "youth" | "member"; status?: string }): Promise<string>;
  /** Staff with a linked chat. Returns the chat. */
  staff(id: string, role: string, unit?: string): Promise<string>;
  paid(person: string, ...months: string[]): Promise<void>;
  post(person: string, title: string, commune?: string): Promise<void>;
  question(code: string, askedAt: string, fields?: Record<string, unknown>): Promise<void>;
  /** Texts of all that waits to be sent to a chat. */
  heard(contact: string): Promise<string[]>;
  broadcasts(): Promise<Broadcast[]>;
  /** Whom a broadcast means, after its rows were written. */
  recipients(id: string): Promise<string[]>;
  reset(): Promise<void>;
  close(): Promise<void>;
};

const units: Unit[] = ["a", "b"].flatMap((letter): Unit[] => [
  { _id: `xa-${letter}`, kind: "commune-union", name: `Đoàn xã ${letter.toUpperCase()}`, label: letter, aliases: [], order: 1, active: true },
  { _id: `thon-${letter}`, kind: "branch", name: `Chi đoàn thôn ${letter.toUpperCase()}`, label: letter, parent: `xa-${letter}`, aliases: [], order: 1, active: true },
]);

export async function openCalendarWorld(): Promise<CalendarWorld> {
  const { service, close } = await openTestService();
  const { rooms, contacts, lanes, stores } = service;
  let clock = Date.now();
  const at = (time: string): number => Date.parse(`${time}:00+07:00`);
  const chat = async (id: string): Promise<string> => {
    const contact = `telegram:1:${id}`;
    await contacts.remove(contact);
    await contacts.insertMany([{ _id: contact, version: 1, locale: "vi", session: null, nextAsk: 1, played: [], outbox: [], profile: { name: id }, consents: {}, stopped: false, reachable: true, createdAt: 1, lastInboundAt: 1 }]);
    return contact;
  };
  const world: CalendarWorld = {
    service,
    ports: { ...calendarPorts(service, () => clock), rules: async (commune) => withDefaults(commune === undefined ? undefined : await settingsOf(rooms.broadcasts, commune), defaultRules(service.config)) },
    at: (time) => void (clock = at(time)),
    now: () => clock,
    async person(id, { commune = "xa-a", chat: chats = true, ...fields } = {}) {
      const contact = chats ? await chat(id) : "";
      await rooms.people.people.create({ _id: id, commune, branch: commune.replace("xa", "thon"), name: id, sortKey: id, keys: [id], standing: "member", status: "active", history: [], trainings: [], tags: [], contacts: contact ? [contact] : [], createdAt: 1, createdBy: "t", updatedAt: 1, revision: 1, ...fields } as never);
      return contact;
    },
    async staff(id, role, unit) {
      const contact = await chat(id);
      await rooms.staff.members.create({ _id: id, login: id, name: id, password: "none", grants: [{ role, ...(unit ? { unit } : {}) }], state: "active", locale: "vi", sessionsSince: 1, createdAt: 1, createdBy: "t", revision: 1, contact } as never);
      return contact;
    },
    async paid(person, ...months) {
      const { commune } = (await rooms.people.people.findById(person).lean())!;
      await rooms.people.dues.insertMany(months.map((month) => ({ _id: `${person}|${month}`, person, commune, month, amount: 2000, paidAt: 1, by: "t" })));
    },
    async post(person, title, commune = "xa-a") {
      await rooms.units.posts.create({ _id: `${person}-${title}`, unit: commune, commune, person, title, from: "2026-01-01" } as never);
    },
    async question(code, askedAt, fields = {}) {
      await rooms.questions.questions.create({ _id: code, to: "union", commune: "xa-a", topic: "khac", text: "?", state: "received", anonymous: true, public: false, mark: code, askedAt: at(askedAt), ...fields } as never);
    },
    async heard(contact) {
      const members = await stores.redis.zrange(`${lanes.prefix}out:l:${contact}`, "0", "-1");
      return members.map((member) => (JSON.parse(member.slice(member.indexOf("|") + 1)) as OutboundMessage).text);
    },
    broadcasts: async () => rooms.broadcasts.broadcasts.find().sort({ _id: 1 }).lean<Broadcast[]>(),
    async recipients(id) {
      await planBroadcast(id, planPorts(service));
      return (await rooms.broadcasts.chunks.find({ broadcast: id }).lean<Chunk[]>()).flatMap((chunk) => chunk.people);
    },
    async reset() {
      const { people, staff, units: tree, questions, broadcasts } = rooms;
      for (const model of [people.people, people.dues, staff.members, tree.units, tree.posts, questions.questions, ...Object.values(broadcasts)]) await (model as { deleteMany(filter: object): PromiseLike<unknown> }).deleteMany({});
      await tree.units.insertMany(units);
      await unitTree(tree, { fresh: true });
      await stores.redis.flushdb();
    },
    close,
  };
  return world;
}
