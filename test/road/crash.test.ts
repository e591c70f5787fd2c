import { beforeAll, describe, expect, it } from "vitest";
import { runningEmbedded } from "../../src/embedded/index.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { freePort } from "../kit/free-port.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";

const people = 1000;
/** Each says five things quickly; the third kind writes a row, the second changes the person, the first walks into a flow. */
const scripts = [
  ["tham gia clb", "1", "1", "1", "3"],
  ["dừng", "menu", "nhận tin", "đổi ngôn ngữ", "2"],
  ["gặp cán bộ", "em cần người giúp giấy tờ", "menu", "2", "hủy"],
];
const scriptOf = (person: number): string[] => scripts[person % scripts.length]!;

type Ending = { contacts: Map<string, unknown>; handovers: string[]; replies: Map<string, string[]> };

/** Says until when the nth message of everybody is held back, so that a slow machine leaves work for each kill. */
type HeldBack = (nth: number) => Promise<void> | undefined;

/** Runs all people at once against a service; `disturb` runs meanwhile. */
async function run(disturb: (service: ServiceProcess) => Promise<void>, heldBack: HeldBack = () => undefined): Promise<Ending> {
  const platform = await startMessengerPlatform();
  const service = await startServiceProcess(platform.env, await freePort());
  try {
    const talking = Promise.all(Array.from({ length: people }, (_, i) => talk(platform, service, i, heldBack)));
    await disturb(service);
    await talking;
    await until("nothing waits any more", async () => {
      const metrics = await fetch(`${service.url}/metrics`).then((answer) => answer.text(), () => "");
      return /cau_noi_lanes_waiting\{family="in"\} 0/.test(metrics) && /cau_noi_lanes_waiting\{family="out"\} 0/.test(metrics);
    }, 120_000);
    expect(platform.violations).toEqual([]);
    return await ending(platform, service);
  } finally {
    await service.dispose();
    await platform.stop();
  }
}

/** Five messages in order; every third webhook comes twice; each is delivered again until the service takes it, as platforms do. */
async function talk(platform: MessengerPlatform, service: ServiceProcess, person: number, heldBack: HeldBack): Promise<void> {
  const one = platform.person(String(5_000_000 + person), service.url);
  for (const [index, text] of scriptOf(person).entries()) {
    const nth = person * 5 + index;
    await heldBack(index);
    await one.say(text, { id: `m_${person}_${index}`, at: 1_795_000_000_000 + index, copies: nth % 3 === 0 ? 2 : 1, insistMs: 120_000 });
  }
}

async function ending(platform: MessengerPlatform, service: ServiceProcess): Promise<Ending> {
  const { mongodbUri } = (await runningEmbedded(service.dataDir))!;
  const mongo = await connectMongo(mongodbUri!);
  const contacts = new Map<string, unknown>();
  for (const contact of await mongo.collection("contacts").find().toArray()) {
    contacts.set(String(contact._id), comparable(contact as Record<string, unknown>));
  }
  const handovers = (await mongo.collection("handovers").find().toArray()).map((row) => String(row["contact"])).sort();
  await mongo.close();
  const replies = new Map<string, string[]>();
  for (const { to, text } of platform.messages) replies.set(to, [...(replies.get(to) ?? []), text]);
  return { contacts, handovers, replies };
}

/** A contact without the times of this run. */
function comparable({ version, session, locale, stopped, reachable, nextAsk, played, profile, consents }: Record<string, unknown>): unknown {
  const kept = session as { frames: { flow: string; step: string }[] } | null;
  return { version, locale, stopped, reachable, nextAsk, played, profile, consents, at: kept?.frames.map((frame) => `${frame.flow}/${frame.step}`) ?? null };
}

/** Replies without what came twice in a row (a reply in flight at a kill may), and how many such there were. */
function withoutTwins(replies: string[], expected: string[]): { once: string[]; twins: number } {
  if (replies.length === expected.length) return { once: replies, twins: 0 };
  const once: string[] = [];
  for (const reply of replies) if (once.at(-1) !== reply || expected[once.length] === reply) once.push(reply);
  return { once, twins: replies.length - once.length };
}

describe("a thousand people, every third webhook twice, two power cuts", () => {
  let calm: Ending;
  let rough: Ending;
  let duringKills = 0;

  beforeAll(async () => {
    calm = await run(async () => {});
    // What is held back until a kill is over is what the next process has to take.
    const kills = [{ after: 1250, frees: 3 }, { after: 500, frees: 4 }].map((kill) => ({ ...kill, over: Promise.withResolvers<void>() }));
    const heldBack: HeldBack = (nth) => kills.find((kill) => kill.frees === nth)?.over.promise;
    rough = await run(async (service) => {
      for (const { after, over } of kills) {
        await until(`${after} events are taken`, async () => {
          const metrics = await fetch(`${service.url}/metrics`).then((answer) => answer.text(), () => "");
          return Number(/^cau_noi_events_total\{channel="messenger"\} (\d+)/m.exec(metrics)?.[1] ?? 0) > after;
        }, 120_000);
        duringKills++;
        await service.kill9();
        over.resolve();
        await service.start();
      }
    }, heldBack);
  }, 500_000);

  it("was killed twice in the middle", () => expect(duringKills).toBe(2));

  it("ends every person exactly where the calm run ends", () => {
    expect(rough.contacts.size).toBe(people);
    for (const [id, contact] of calm.contacts) expect({ id, contact: rough.contacts.get(id) }).toEqual({ id, contact });
  });

  it("did every effect once and missed none", () => {
    expect(rough.handovers).toHaveLength(Math.floor((people - 2 + scripts.length - 1) / scripts.length));
    expect(rough.handovers).toEqual(calm.handovers);
  });

  it("answered in order, nothing missing; only replies in flight at a kill came twice", () => {
    let twins = 0;
    for (const [person, expected] of calm.replies) {
      const own = withoutTwins((rough.replies.get(person) ?? []).map(withoutCodes), expected.map(withoutCodes));
      twins += own.twins;
      expect({ person, replies: own.once }).toEqual({ person, replies: expected.map(withoutCodes) });
    }
    // Two kills, at most 48 senders at work each.
    expect(twins).toBeLessThanOrEqual(96);
  });
});

/** Reference numbers are made with each installation's own secret. */
function withoutCodes(text: string): string {
  return text.replace(/\b[A-Z]{2,3}-[A-Z0-9]{4,8}\b/g, "CODE");
}
