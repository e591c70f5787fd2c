import { connectMongo } from "../../src/storage/mongo.ts";
import { Contacts } from "../../src/storage/contacts.ts";
import type { Contact } from "../../src/storage/contact.ts";
import { runningEmbedded } from "../../src/embedded/index.ts";
import { freePort } from "../kit/free-port.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";
import { startServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";
import { startChild } from "./child.ts";
import { loadHttp, postBytes } from "./http-load.ts";

const people = 3000;
const rounds = 3;
const connections = 48;
const many = Number(process.env["BENCH_CONTACTS"] ?? 200_000);

/**
 * The whole road on the embedded engines: signed webhook -> turn -> store -> reply at the stand-in, people a second, load
 * generator included. Beside it in the same run: a bare Express route that answers through the same stand-in and keeps
 * nothing. Then the same again with 200,000 contacts stored.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const platform = await startMessengerPlatform();
  const service = await startServiceProcess({ ...platform.env, LOG_LEVEL: "error" }, await freePort());
  const port = Number(new URL(service.url).port);
  const bare = await startChild("road-bare-server.ts", { APP_SECRET: platform.settings.appSecret, SEND_URL: platform.url, PAGE_ID: platform.settings.pageId, TOKEN: platform.settings.token });

  await road(platform, port, "warm", 600);
  const bareRates: number[] = [];
  const few: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bareRates.push(await road(platform, bare.port, `bare${round}`, people));
    few.push(await road(platform, port, `few${round}`, people));
  }
  await bare.stop();
  await seed(service.dataDir, many);
  await road(platform, port, "warm-again", 600);
  const lots: number[] = [];
  for (let round = 0; round < rounds; round++) lots.push(await road(platform, port, `lots${round}`, people));
  const known: number[] = [];
  for (let round = 0; round < rounds; round++) known.push(await road(platform, port, `known${round}`, people, (i) => String(seededPerson(round * people + i))));
  await service.dispose();
  await platform.stop();
  return {
    peoplePerSecond: median(few),
    bareWithoutStorePerSecond: median(bareRates),
    ratio: Number((median(few) / median(bareRates)).toFixed(3)),
    peoplePerSecondAt200000: median(lots),
    knownPeoplePerSecondAt200000: median(known),
    growth: Number((median(few) / median(lots)).toFixed(3)),
    growthKnownPeople: Number((median(few) / median(known)).toFixed(3)),
    all: { few, lots, known, bare: bareRates },
    violations: platform.violations.length,
  };
}

/** Every person writes once; ends when the last has an answer. Returns people a second. */
async function road(platform: MessengerPlatform, port: number, name: string, count: number, personOf = (i: number) => `${hash(name)}${i}`): Promise<number> {
  const requests = Array.from({ length: count }, (_, i) => {
    const person = personOf(i);
    const signed = platform.sign({ object: "page", entry: [{ id: platform.settings.pageId, time: 1, messaging: [{ sender: { id: person }, recipient: { id: platform.settings.pageId }, timestamp: Date.now(), message: { mid: `m_${name}_${i}`, text: "menu" } }] }] });
    return postBytes(signed.path, signed.headers, Buffer.from(signed.body));
  });
  const before = platform.messages.length;
  let at = 0;
  const start = performance.now();
  await loadHttp(port, connections, () => requests[at++]);
  await until(`all ${count} people have an answer (${name})`, () => platform.messages.length - before >= count, 120_000);
  return Math.round(count / ((performance.now() - start) / 1000));
}

async function seed(dataDir: string, count: number): Promise<void> {
  const { mongodbUri } = (await runningEmbedded(dataDir))!;
  const connection = await connectMongo(mongodbUri!);
  const contacts = new Contacts(connection);
  const now = Date.now();
  for (let from = 0; from < count; from += 2000) {
    await contacts.insertMany(Array.from({ length: Math.min(2000, count - from) }, (_, i): Contact => ({
      _id: `messenger:108800000000001:${seededPerson(from + i)}`,
      version: 3, locale: "vi", session: null, nextAsk: 4, played: [], outbox: [], profile: { name: "Nguyễn Thị Lan", branch: "thon-dong" }, consents: { registration: true },
      stopped: false, reachable: true, createdAt: now, lastInboundAt: now,
    })));
  }
  await connection.close();
}

/** Spread over the key space, so that the cache does not help. */
const seededPerson = (i: number): number => 7_000_000_000_000 + ((i * 7919) % many) * 13;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const hash = (name: string): string => String([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7) + 1_000_000);
