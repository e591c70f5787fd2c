import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Channel, PlatformCall } from "../../src/channels/contract.ts";
import { createInbox } from "../../src/jobs/inbox.ts";
import { LaneWorker, subscribeWakes } from "../../src/jobs/lane-worker.ts";
import { createOutbox } from "../../src/jobs/outbox.ts";
import { SendError } from "../../src/core/send-error.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import type { Service } from "../../src/service/service.ts";
import { memberJson } from "../../src/storage/lanes/lanes.ts";
import { openTestService } from "../kit/talker.ts";
import { until } from "../kit/until.ts";

let service: Service;
let close: () => Promise<void>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  ({ service, close } = await openTestService());
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await close();
});

async function startWorker(family: "in" | "out" | "bulk", handle: ConstructorParameters<typeof LaneWorker>[0]["handle"]): Promise<void> {
  const wakes = await subscribeWakes(service.stores.redis, service.lanes.prefix);
  const worker = new LaneWorker({ lanes: service.lanes, family, concurrency: 4, itemsAtOnce: family === "bulk" ? 1 : 5, handle, logger: service.logger });
  worker.start(wakes);
  stops.push(async () => {
    await worker.stop();
    wakes.disconnect();
  });
}

describe("an event that cannot be played", () => {
  it("is set aside after three tries, said sorry for, listed, and does not hold up what comes after", async () => {
    await startWorker("in", createInbox(service.lanes, service.turnPorts, service.metrics, Date.now));
    const contact = "telegram:1:77";
    const poison = { id: "poison", contact, at: 1, order: 1, input: { kind: "text", text: { not: "a text" } } };
    const good = { id: "good", contact, at: 2, order: 2, input: { kind: "text", text: "menu" } };
    await service.lanes.add("in", [poison, good].map((event) => ({ contact, id: event.id, order: event.order, json: JSON.stringify(event) })));
    await until("the good event was answered", async () => (await service.contacts.load(contact))?.played.includes("good"), 20_000);
    const [aside] = await service.lanes.failed("in");
    expect(aside).toMatchObject({ contact });
    expect(JSON.parse(String(aside!["item"]))).toMatchObject({ id: "poison" });
    let waiting: string[] = [];
    await until("both replies wait to be sent", async () => (waiting = await service.stores.redis.zrange(`${service.lanes.prefix}out:l:${contact}`, "0", "-1")).length === 2);
    const texts = waiting.map((member) => (JSON.parse(memberJson(member)) as OutboundMessage).text);
    expect(texts[0]).toMatch(/trục trặc/);
    expect(texts[1]).toMatch(/muốn làm gì/);
    expect(await service.lanes.retryFailed("in", aside!.id)).toBe(true);
    await service.lanes.forget(contact);
  });
});

describe("sending", () => {
  const sent: { to: string; text: string }[] = [];
  const answers: (() => void)[] = [];
  let unreachable: string[] = [];
  const channel: Channel = {
    name: "messenger",
    account: "page",
    policy: { maxTextCharacters: 2000, maxChoices: 5, maxLabelCharacters: 20, maxPayloadBytes: 64, bulkPerSecond: 1000, sendTimeoutMs: 1000 },
    verify: () => ({ ok: false, status: 400, reason: "bad-json" }),
    parse: () => ({ events: [], ignored: 0, unknown: 0 }),
    render: (message): PlatformCall[] => message.text.split("|").map((text) => ({ method: "send", body: { to: message.to, text } })),
    async send({ body }) {
      answers.shift()?.();
      sent.push(body as (typeof sent)[number]);
      return {};
    },
  };
  const fail = (...args: ConstructorParameters<typeof SendError>) => () => {
    throw new SendError(...args);
  };
  const give = (person: string, text: string, urgency: "reply" | "bulk" = "reply", broadcast?: string) => {
    const message: OutboundMessage = { id: `${person}-${text}`, to: `messenger:page:${person}`, text, urgency, ...(broadcast ? { broadcast } : {}) };
    return service.lanes.add(urgency === "bulk" ? "bulk" : "out", [{ contact: message.to, json: JSON.stringify(message) }]);
  };
  const textsTo = (person: string): string[] => sent.filter((one) => one.to.endsWith(`:${person}`)).map((one) => one.text);

  beforeAll(async () => {
    const outbox = createOutbox({ lanes: service.lanes, logger: service.logger, metrics: service.metrics, channel: () => channel, unreachable: async (contact) => void unreachable.push(contact) });
    await startWorker("out", outbox);
    await startWorker("bulk", outbox);
  });

  it("waits exactly as long as the platform asks, then sends once, in order", async () => {
    answers.push(fail("throttled", { retryAfterMs: 600 }));
    const start = Date.now();
    await give("1", "a");
    await give("1", "b");
    await until("both arrived", () => textsTo("1").length === 2);
    expect(textsTo("1")).toEqual(["a", "b"]);
    expect(Date.now() - start).toBeGreaterThanOrEqual(600);
  });

  it("tries again when the network failed, and repeats no part that went out", async () => {
    answers.push(() => {}, fail("network"));
    await give("2", "first part|second part");
    await until("both parts arrived", () => textsTo("2").length >= 2);
    expect(textsTo("2")).toEqual(["first part", "second part"]);
  });

  it("sends a reply of unknown outcome once more and gives up after that; a notice never again", async () => {
    answers.push(fail("unknown-outcome"), fail("unknown-outcome"));
    await give("3", "reply");
    await until("the lane is empty", async () => (await service.lanes.waiting("out")) === 0 && answers.length === 0);
    expect(textsTo("3")).toEqual([]);
    answers.push(fail("unknown-outcome"));
    await give("3", "notice", "bulk", "notice-1|0|7");
    await until("the outcome is recorded", () => service.stores.redis.hget(`${service.lanes.prefix}outcomes:notice-1`, "0|7"));
    expect(await service.stores.redis.hget(`${service.lanes.prefix}outcomes:notice-1`, "0|7")).toBe("u");
    expect(textsTo("3")).toEqual([]);
  });

  it("marks who blocked us and goes on with the others", async () => {
    answers.push(fail("blocked"));
    await give("4", "x");
    await until("the lane is empty", async () => unreachable.length > 0 && (await service.lanes.waiting("out")) === 0);
    expect(unreachable).toEqual(["messenger:page:4"]);
    await give("5", "y");
    await until("the other got theirs", () => textsTo("5").length === 1);
  });

  it("does not repeat a notice whose sender died in the middle", async () => {
    unreachable = [];
    const contact = "messenger:page:6";
    await service.stores.redis.hset(`${service.lanes.prefix}bulk:held`, contact, "a dead worker's token");
    await give("6", "notice", "bulk", "notice-2|0|1");
    await until("the outcome is recorded", () => service.stores.redis.hget(`${service.lanes.prefix}outcomes:notice-2`, "0|1"));
    expect(await service.stores.redis.hget(`${service.lanes.prefix}outcomes:notice-2`, "0|1")).toBe("u");
    expect(textsTo("6")).toEqual([]);
  });
});
