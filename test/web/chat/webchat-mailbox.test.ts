import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebchatMailbox, type MailboxEntry, type MailboxNews } from "../../../src/storage/webchat-mailbox.ts";
import { until } from "../../kit/until.ts";
import { startChatWorld, type ChatWorld } from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => void (world = await startChatWorld()));
afterAll(() => world.stop());

let visitors = 0;
const someone = (): string => `visitor-${(visitors += 1)}`;
const words = (ref: string, text = ref): MailboxEntry => ({ from: "bot", text, choices: [{ label: "Có", payload: "#c:1:0" }], at: 1_790_000_000_000, ref });

describe("the web chat's mailbox", () => {
  it("keeps an entry appended twice once, also when many append it at the same time", async () => {
    const lan = someone();
    const ids = await Promise.all(Array.from({ length: 20 }, () => world.mailbox.append(lan, words("event-1#0"))));
    expect(new Set(ids).size).toBe(1);
    expect(await world.mailbox.last(lan)).toEqual([{ id: ids[0], ...words("event-1#0") }]);
  });

  it("reads on after an id, and the newest or what was before, always oldest first", async () => {
    const lan = someone();
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) ids.push(await world.mailbox.append(lan, words(`r${at}`)));
    const texts = (entries: { text: string }[]): string => entries.map((entry) => entry.text).join(" ");
    expect(texts(await world.mailbox.since(lan, "0-0"))).toBe("r0 r1 r2 r3 r4 r5 r6");
    expect(texts(await world.mailbox.since(lan, ids[3]!))).toBe("r4 r5 r6");
    expect(texts(await world.mailbox.since(lan, ids[1]!, 2))).toBe("r2 r3");
    expect(texts(await world.mailbox.last(lan, 3))).toBe("r4 r5 r6");
    expect(texts(await world.mailbox.last(lan, 3, ids[4]))).toBe("r1 r2 r3");
  });

  it("keeps the newest 300 and forgets the refs of the others with them", async () => {
    const lan = someone();
    for (let at = 0; at < 320; at += 1) await world.mailbox.append(lan, words(`r${at}`));
    const kept = await world.mailbox.since(lan, "0-0", 1000);
    expect([kept.length, kept[0]!.text, kept.at(-1)!.text]).toEqual([300, "r20", "r319"]);
    expect(await world.redis.hlen(`test:chat:r:${lan}`)).toBe(300);
    await world.mailbox.append(lan, words("r20"));
    expect((await world.mailbox.since(lan, "0-0", 1000)).length).toBe(300);
  });

  it("expires 90 days after the last word", async () => {
    const lan = someone();
    await world.mailbox.append(lan, words("a"));
    for (const key of [`test:chat:s:${lan}`, `test:chat:r:${lan}`]) expect(await world.redis.ttl(key)).toBe(90 * 86_400);
  });

  it("tells listeners in other processes, each only of their own visitor, over one connection", async () => {
    const other = otherProcess();
    const [lan, minh] = [someone(), someone()];
    const heard: Record<string, string[]> = { [lan]: [], [minh]: [] };
    const readAll = (visitor: string) => () => void other.mailbox.since(visitor, "0-0").then((entries) => (heard[visitor] = entries.map((entry) => entry.text)));
    const stops = [lan, minh].map((visitor) => other.mailbox.subscribe(visitor, readAll(visitor)));
    await until("both subscriptions stand", async () => (await listening()) === 2);
    await world.mailbox.append(lan, words("a"));
    await until("Lan's page hears", () => heard[lan]!.length === 1);
    expect(heard[minh]).toEqual([]);
    const clients = (await world.redis.call("CLIENT", "LIST", "TYPE", "pubsub")) as string;
    expect(clients.trim().split("\n")).toHaveLength(1);
    stops.forEach((stop) => stop());
    await until("nobody listens any more", async () => (await listening()) === 0);
    await other.stop();
  });

  it("misses nothing when the subscriber's connection breaks", async () => {
    const other = otherProcess();
    const lan = someone();
    const read: string[] = [];
    let last = "0-0";
    let reading = Promise.resolve();
    const readOn = async (): Promise<void> => {
      const entries = await other.mailbox.since(lan, last);
      last = entries.at(-1)?.id ?? last;
      read.push(...entries.map((entry) => entry.text));
    };
    const stop = other.mailbox.subscribe(lan, () => void (reading = reading.then(readOn)));
    for (let at = 0; at < 30; at += 1) {
      await world.mailbox.append(lan, words(`r${at}`));
      if (at % 10 === 5) await world.redis.call("CLIENT", "KILL", "TYPE", "pubsub");
    }
    await until("everything was read", () => read.length >= 30);
    expect(read).toEqual(Array.from({ length: 30 }, (_, at) => `r${at}`));
    stop();
    await other.stop();
  });

  it("forgets a visitor wholly and tells the open pages", async () => {
    const lan = someone();
    await world.mailbox.append(lan, words("a"));
    const heard: MailboxNews[] = [];
    const stop = world.mailbox.subscribe(lan, (news) => heard.push(news));
    await until("the subscription stands", () => heard.length > 0);
    await world.mailbox.forget(lan);
    await until("the page is told", () => heard.includes("forgotten"));
    expect(await world.redis.keys(`*${lan}*`)).toEqual([]);
    stop();
  });
});

/** Channels somebody listens to. */
const listening = async (): Promise<number> => ((await world.redis.pubsub("CHANNELS", "test:chat:*")) as string[]).length;

function otherProcess(): { mailbox: WebchatMailbox; stop(): Promise<void> } {
  const redis: Redis = world.redis.duplicate();
  const mailbox = new WebchatMailbox(redis, "test:chat:");
  return {
    mailbox,
    async stop() {
      await mailbox.close();
      redis.disconnect();
    },
  };
}
