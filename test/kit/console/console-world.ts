import express from "express";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Redis } from "ioredis";
import type { Connection } from "mongoose";
import { pino } from "pino";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import type { OfficePorts } from "../../../src/office/index.ts";
import { createKeyRing, pageModels } from "../../../src/pages/index.ts";
import { closeQueue, createQueue } from "../../../src/jobs/queues.ts";
import { createAudiencePorts } from "../../../src/service/audiences.ts";
import { readFlowFiles } from "../../../src/service/flow-files.ts";
import { createNoticeWork } from "../../../src/service/notice-work.ts";
import { loadConfig } from "../../../src/runtime/config.ts";
import { loadTexts } from "../../../src/runtime/texts.ts";
import { entryAddresses } from "../../../src/service/entry-addresses.ts";
import { chatDesks, officePorts } from "../../../src/service/office.ts";
import { createForgetMessages } from "../../../src/service/forget-messages.ts";
import { openRooms, type Rooms } from "../../../src/service/rooms.ts";
import { hashPassword, type Grant, type StaffMember } from "../../../src/staff/index.ts";
import type { Contact } from "../../../src/storage/contact.ts";
import { Contacts } from "../../../src/storage/contacts.ts";
import { MessageLog } from "../../../src/storage/message-log.ts";
import { connectRedis } from "../../../src/storage/redis.ts";
import { WebchatMailbox } from "../../../src/storage/webchat-mailbox.ts";
import { Lanes } from "../../../src/storage/lanes/lanes.ts";
import { unitTree, type Unit } from "../../../src/units/index.ts";
import type { ConsolePorts } from "../../../src/web/console/console-ports.ts";
import { consoleRouter } from "../../../src/web/console/router.ts";
import { startEngines } from "../engines.ts";
import { openDatabase } from "../open-database.ts";
import { ConsoleBrowser } from "./console-browser.ts";

export const password = "mật khẩu dài đủ dùng";
let passwordHash: Promise<string> | undefined;
/** Read when first asked for: it takes a while. */
let flows: ReturnType<typeof readFlowFiles>["flows"] | undefined;

export type Told = { id: string; contact: string; key: string; params?: Record<string, unknown> };

/** A console on real engines: the province "tinh" with the communes "xa-a" and "xa-b", each with two branches. */
export type ConsoleWorld = {
  url: string;
  ports: ConsolePorts;
  office: OfficePorts;
  rooms: Rooms;
  connection: Connection;
  lanes: Lanes;
  desks: ReturnType<typeof chatDesks>;
  redis: Redis;
  /** Puts somebody into the store who wrote on Telegram. */
  chats(name: string, fields?: Partial<Contact>): Promise<string>;
  /** Everything people in chat were told. */
  told: Told[];
  /** Makes a staff member who can sign in with `login` and `password`. */
  staff(login: string, grants: Grant[]): Promise<StaffMember>;
  /** A browser without pictures: keeps cookies, finds form tokens. Signed in when `login` is given. */
  browse(login?: string): Promise<ConsoleBrowser>;
  stop(): Promise<void>;
};

export const units: Unit[] = [
  { _id: "tinh", kind: "provincial-union", name: "Tỉnh đoàn", label: "Tỉnh đoàn", aliases: [], order: 0, active: true, revision: 1 },
  ...["a", "b"].flatMap((letter): Unit[] => [
    { _id: `xa-${letter}`, kind: "commune-union", name: `Đoàn xã ${letter.toUpperCase()}`, label: `Xã ${letter.toUpperCase()}`, parent: "tinh", aliases: [], order: 1, active: true, revision: 1 },
    { _id: `thon-${letter}1`, kind: "branch", name: `Chi đoàn thôn ${letter.toUpperCase()}1`, label: `Thôn ${letter.toUpperCase()}1`, parent: `xa-${letter}`, aliases: [], order: 1, active: true, revision: 1 },
    { _id: `thon-${letter}2`, kind: "branch", name: `Chi đoàn thôn ${letter.toUpperCase()}2`, label: `Thôn ${letter.toUpperCase()}2`, parent: `xa-${letter}`, aliases: [], order: 2, active: true, revision: 1 },
  ]),
];

/** One of every role; of the commune xa-a where a place is needed. Logins are the roles' names. */
export const grantsOfRoles: Record<string, Grant[]> = {
  owner: [{ role: "owner" }],
  "provincial-viewer": [{ role: "provincial-viewer", unit: "tinh" }],
  "commune-secretary": [{ role: "commune-secretary", unit: "xa-a" }],
  officer: [{ role: "officer", unit: "xa-a" }],
  "branch-secretary": [{ role: "branch-secretary", unit: "thon-a1" }],
  "dialogue-organiser": [{ role: "dialogue-organiser", unit: "xa-a" }],
  "club-leader": [{ role: "club-leader", unit: "xa-a", club: "clb-a" }],
};

export async function startConsoleWorld(): Promise<ConsoleWorld> {
  const engines = await startEngines({ redis: true, docstore: true, shared: true });
  const [connection, redis] = [await openDatabase(engines), connectRedis(engines.redisUrl)];
  const told: Told[] = [];
  const prefix = "console-test:";
  const secret = "a secret of this test, of thirty-two and more";
  const texts = loadTexts(join(import.meta.dirname, "../../../locales"));
  const rooms = await openRooms(connection, mkdtempSync(join(tmpdir(), "console-media-")));
  const [contacts, log, lanes] = [new Contacts(connection), new MessageLog(connection), new Lanes(redis, prefix)];
  const mailbox = new WebchatMailbox(redis, `${prefix}chat:`);
  const pages = pageModels(connection, { keys: createKeyRing(undefined, secret), environment: new Set(), announce: async () => {} });
  const queue = createQueue(engines.redisUrl, "console-test-queue");
  const real = officePorts({
    rooms, pages, contacts, log, secret, lanes, texts, redis, logger: pino({ level: process.env["TEST_LOG"] ?? "silent" }), config: loadConfig({}), tellPromoted: async () => {}, alignReminders: async () => {},
    notices: createNoticeWork({
      rooms, queue, lanes, contacts, texts, config: loadConfig({}),
      takesOf: (flow) => (flows ??= readFlowFiles().flows).find((one) => one.name === flow)?.takes,
      audience: createAudiencePorts(rooms, contacts, { entry: () => undefined } as never),
      accounts: () => ({ windows: {}, perSecond: 10 }),
    }),
    forgetMessages: createForgetMessages({ log, lanes, mailbox, broadcasts: rooms.broadcasts, media: rooms.media }),
  });
  // What is told also goes its real way; it is only written down here.
  const office: OfficePorts = { ...real, tell: async (wish) => (told.push(wish), real.tell(wish)) };
  await office.units.units.insertMany(units);
  await unitTree(office.units, { fresh: true });
  const ports: ConsolePorts = { office, texts, redis, prefix, secret, publicUrl: undefined, addresses: (entry, _commune, webUrl) => entryAddresses(entry, { channels: [{ name: "messenger", account: "7771" }, { name: "zalo", account: "42" }], webUrl }), locale: "vi", logger: pino({ level: process.env["TEST_LOG"] ?? "silent" }), now: Date.now };
  const console = consoleRouter(ports);
  const app = express();
  app.set("query parser", "simple");
  app.use(console.router);
  const server = createServer(app).listen(0, "127.0.0.1");
  // Some tests keep the machine busy for seconds: a connection must not be closed in between.
  server.keepAliveTimeout = 60_000;
  await new Promise((listening) => server.once("listening", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url, ports, office, rooms, connection, lanes, desks: chatDesks(office), redis, told,
    async chats(name, fields = {}) {
      const contact: Contact = {
        _id: `telegram:bot:${name}`, version: 1, locale: "vi", session: null, nextAsk: 1, played: [], outbox: [], profile: { name, branch: "thon-a1", ageBand: "18-30" },
        consents: { registration: true }, stopped: false, reachable: true, createdAt: Date.now(), lastInboundAt: Date.now(), ...fields,
      };
      await contacts.insertMany([contact]);
      return contact._id;
    },
    async staff(login, grants) {
      passwordHash ??= hashPassword(password);
      const member: StaffMember = { _id: `s-${login}`, login, name: login, password: await passwordHash, grants, state: "active", locale: "vi", sessionsSince: 0, createdAt: 0, createdBy: "test", revision: 1 };
      const { _id, ...fields } = member;
      await office.staff.members.updateOne({ _id }, { $set: fields }, { upsert: true });
      return member;
    },
    async browse(login) {
      const browser = new ConsoleBrowser(url);
      if (login) await browser.signIn(login, password);
      return browser;
    },
    async stop() {
      console.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await mailbox.close();
      await closeQueue(queue);
      redis.disconnect();
      await connection.close();
      await engines.stop();
    },
  };
}
