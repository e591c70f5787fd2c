import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInbox } from "../../src/jobs/inbox.ts";
import { LaneWorker, subscribeWakes } from "../../src/jobs/lane-worker.ts";
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

async function startInbox(): Promise<void> {
  const wakes = await subscribeWakes(service.stores.redis, service.lanes.prefix);
  const handle = createInbox(service.lanes, service.turnPorts, service.metrics, Date.now);
  const worker = new LaneWorker({ lanes: service.lanes, family: "in", concurrency: 4, itemsAtOnce: 5, handle, logger: service.logger });
  worker.start(wakes);
  stops.push(async () => {
    await worker.stop();
    wakes.disconnect();
  });
}

describe("an event that cannot be played", () => {
  it("is set aside after three tries, said sorry for, listed, and does not hold up what comes after", async () => {
    await startInbox();
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
