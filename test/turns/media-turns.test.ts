import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLibrary } from "../../src/conversation/create-library.ts";
import { parseFlow } from "../../src/conversation/parse-flow.ts";
import type { OutboundMedia, OutboundMessage } from "../../src/core/outbound-message.ts";
import { mediaOf } from "../../src/media/index.ts";
import type { Service } from "../../src/service/service.ts";
import { startWorkers } from "../../src/service/workers.ts";
import { playTurn } from "../../src/turns/play-turn.ts";
import { openTestService, Talker } from "../kit/talker.ts";
import { until } from "../kit/until.ts";
import { photo } from "../media/samples.ts";

let service: Service;
let close: () => Promise<void>;
let people = 0;
let address = "";
const host = createServer((_request, response) => void photo().then((picture) => response.end(picture)));

beforeAll(async () => {
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const pair = `127.0.0.1:${(host.address() as AddressInfo).port}`;
  address = `http://${pair}/a.jpg`;
  ({ service, close } = await openTestService({ MEDIA_ALLOW_HOSTS: pair }));
});
afterAll(async () => {
  await close();
  host.closeAllConnections();
  host.close();
});
const somebody = (): Talker => new Talker(service, `m${people++}`);
const picture = (caption?: string) => ({ kind: "media" as const, media: "image" as const, files: [{ kind: "image" as const, url: address }], ...(caption ? { caption } : {}) });

describe("a picture", () => {
  it("is thanked for, copied by the worker, and gone with the person's data", async () => {
    const lan = somebody();
    const event = lan.event(picture());
    expect(await lan.play(event)).not.toBe("");
    await lan.play(event);
    const workers = await startWorkers(service);
    const [kept] = await until("the picture is kept", async () => {
      const found = await mediaOf(service.rooms.media, lan.contact);
      return found[0]?.state === "kept" ? found : undefined;
    });
    await workers.stop();
    expect(await mediaOf(service.rooms.media, lan.contact)).toHaveLength(1);
    const path = join(service.rooms.media.folder, kept!.path!);
    expect(existsSync(path)).toBe(true);
    await lan.say("xoá dữ liệu của tôi");
    await lan.press(lan.heard.at(-1)!.choices![0]!.label);
    expect(await service.contacts.load(lan.contact)).toBeNull();
    expect([await mediaOf(service.rooms.media, lan.contact), existsSync(path)]).toEqual([[], false]);
  });

  it("is written down also while staff talk with the person and the bot is quiet", async () => {
    const lan = somebody();
    await lan.say("menu");
    await service.contacts.setQuiet(lan.contact, Date.now() + 60_000);
    expect(await lan.play(lan.event(picture()))).toBe("");
    expect(await mediaOf(service.rooms.media, lan.contact)).toHaveLength(1);
  });

  it("with words under it answers the open question; without words the question is asked again", async () => {
    const lan = somebody();
    await lan.say("đổi ngôn ngữ");
    expect(await lan.play(lan.event(picture()))).toMatch(/chữ/);
    await lan.play(lan.event(picture("english")));
    expect((await service.contacts.load(lan.contact))?.locale).toBe("en");
    expect((await service.log.of(lan.contact)).map((turn) => turn.in)).toEqual(["đổi ngôn ngữ", "[image]", "[image] english"]);
  });

  it("of a place is kept with the place", async () => {
    const lan = somebody();
    await lan.play(lan.event({ kind: "media", media: "location", location: { latitude: 21.03, longitude: 105.85 } }));
    expect(await mediaOf(service.rooms.media, lan.contact)).toMatchObject([{ kind: "location", state: "kept", latitude: 21.03 }]);
  });
});

describe("a flow's picture", () => {
  const media: OutboundMedia = { kind: "image", url: "https://bot.example.vn/files/1/poster.jpg", name: "poster.jpg" };

  async function shown(steps: string, found: OutboundMedia | "nothing" = media): Promise<OutboundMessage[]> {
    const lan = somebody();
    const { flow, problems } = parseFlow(`flow: trial\nversion: 1\nsteps:\n${steps.replace(/^/gm, "  ")}`, "trial.yaml");
    expect(problems).toEqual([]);
    const ports = { ...service.turnPorts, library: createLibrary([flow!]), text: (key: string) => key.split(":")[1], flowMedia: () => (found === "nothing" ? undefined : found) };
    return (await playTurn(lan.event({ kind: "start", ref: "trial" }), ports, Date.now())).outbox.map(({ text, media: own }) => ({ text, ...(own ? { media: own } : {}) }) as OutboundMessage);
  }

  it("goes with its own message: nothing is put between it and its text, later lines follow", async () => {
    expect(await shown("a: { say: before }\nb: { say: poster, image: poster.jpg }\nc: { say: after }\nd: { say: second, file: rules.pdf }")).toEqual([
      { text: "before" }, { text: "poster\n\nafter", media }, { text: "second", media },
    ]);
  });

  it("that cannot be shown leaves its text", async () => {
    expect(await shown("a: { say: before }\nb: { say: poster, image: poster.jpg }", "nothing")).toEqual([{ text: "before\n\nposter" }]);
  });
});
