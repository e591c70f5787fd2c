import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SendError } from "../../src/core/send-error.ts";
import { fetchMedia } from "../../src/jobs/fetch-media.ts";
import { expireMedia, forgetMedia, mediaById, sweepMedia } from "../../src/media/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { lan, MediaWorld } from "./media-world.ts";
import { docx, photo } from "./samples.ts";

let engines: TestEngines;
let world: MediaWorld;
let picture: Buffer;
let worlds = 0;
const day = 86_400_000;

beforeAll(async () => {
  engines = await startEngines();
  picture = await photo();
});
afterAll(() => engines.stop());
beforeEach(async () => {
  world = await MediaWorld.open(engines, String(worlds++));
  world.answer = (response) => response.end(picture);
});
afterEach(() => world.close());

describe("a picture somebody sent", () => {
  it("is written down, copied, cleaned, and its link forgotten", async () => {
    expect(await world.take(world.event([world.image("ảnh đường.png")]))).toMatchObject([{ state: "waiting", kind: "image", contact: lan, source: { url: expect.stringContaining("planted") as string } }]);
    await world.work();
    const [kept] = await world.of();
    expect(kept).toMatchObject({ state: "kept", type: "image/jpeg", name: "ảnh đường.jpg", path: expect.stringMatching(/\.jpg$/) as string });
    expect(kept!.source ?? kept!.dueAt).toBeUndefined();
    expect((await sharp(readFileSync(join(world.room.folder, kept!.path!))).metadata()).exif).toBeUndefined();
    expect(world.files()).toEqual([kept!.path]);
    expect(world.requests).toBe(1);
  });

  it("is one document and one job however often its event is played, also when it is kept already", async () => {
    const event = world.event([world.image(), world.image()]);
    await world.take(event);
    await world.take(event);
    expect(await world.work()).toBe(2);
    await world.take(event);
    await world.work();
    expect((await world.of()).map((one) => one.state)).toEqual(["kept", "kept"]);
    expect(world.requests).toBe(2);
  });

  it("is kept once when two workers copy it at the same time", async () => {
    const [waiting] = await world.take();
    await Promise.all([1, 2, 3].map(() => fetchMedia({ media: waiting!._id }, world.ports)));
    const [kept] = await world.of();
    expect(kept!.state).toBe("kept");
    expect(world.files()).toEqual([kept!.path]);
  });

  it("of a crash between writing down and planning gets a job from the chore, one whoever asks", async () => {
    await world.take();
    await world.queue.jobs.obliterate({ force: true });
    await world.plansLost();
    expect(await world.work()).toBe(0); // not yet: its job may just be starting
    world.now += 61_000;
    await Promise.all([world.plansLost(), world.plansLost()]);
    expect(await world.work()).toBe(1);
    expect((await world.of())[0]!.state).toBe("kept");
    world.now += 61_000;
    await world.plansLost();
    expect(await world.work()).toBe(0);
  });

  it("of a crash between the copy and the document is copied to the same place again", async () => {
    const [waiting] = await world.take();
    // What the dead worker left behind: the file in its place, and half a one.
    mkdirSync(join(world.room.folder, waiting!._id.slice(0, 2)), { recursive: true });
    writeFileSync(join(world.room.folder, waiting!._id.slice(0, 2), `${waiting!._id}.jpg`), "left behind");
    await world.work();
    const [kept] = await world.of();
    expect(world.files()).toEqual([kept!.path]);
    expect(readFileSync(join(world.room.folder, kept!.path!)).length).toBe(kept!.bytes);
  });
});

describe("a file that cannot be had", () => {
  it("now is tried again, later and later, for six hours, and then given up", async () => {
    world.answer = (response) => void response.writeHead(503).end();
    await world.take();
    const waits: number[] = [];
    for (let tries = 0; tries < 40; tries++) {
      const [job] = await world.queue.jobs.getJobs(["waiting", "delayed", "prioritized"]);
      if (!job) break;
      waits.push(job.opts.delay ?? 0);
      world.now += job.opts.delay ?? 0;
      await world.work();
    }
    expect(waits.slice(0, 4)).toEqual([0, 5_000, 15_000, 45_000]);
    expect(Math.max(...waits)).toBe(30 * 60_000);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(5.4 * 3_600_000);
    const [gone] = await world.of();
    expect(gone).toMatchObject({ state: "gone", reason: "gave-up" });
    expect(gone!.source).toBeUndefined();
    expect(world.files()).toEqual([]);
  });

  it("at first is kept when it can be had later", async () => {
    world.answer = (response) => void response.writeHead(500).end();
    await world.take();
    await world.work();
    world.answer = (response) => response.end(picture);
    await world.work();
    expect(await world.of()).toMatchObject([{ state: "kept", tries: 1 }]);
  });

  it.each([
    ["is gone", 404, "", "gone", "link-dead"], ["is a page", 200, "<html>log in</html>", "refused", "type"], ["is empty", 200, "", "refused", "empty"],
  ])("because it %s is asked for once", async (_what, status, body, state, reason) => {
    world.answer = (response) => void response.writeHead(status).end(body);
    await world.take();
    expect(await world.work()).toBe(1);
    expect(await world.work()).toBe(0);
    expect(await world.of()).toMatchObject([{ state, reason }]);
    expect(world.files()).toEqual([]);
    world.now += 120_000;
    await world.plansLost();
    expect(await world.work()).toBe(0);
  });

  it("because its address is somebody else's is never asked for", async () => {
    await world.take(world.event([{ kind: "image", url: "http://169.254.169.254/latest/meta-data/" }, { kind: "file", url: "https://user@a.zdn.vn/x" }]));
    await world.work();
    expect((await world.of()).map((one) => one.reason).sort()).toEqual(["address", "host"]);
    expect(world.requests).toBe(0);
  });

  it("and has neither address nor id is not written down; more than twenty are not taken", async () => {
    expect(await world.take(world.event([{ kind: "sticker" }]))).toEqual([]);
    expect(await world.take(world.event(Array.from({ length: 50 }, () => world.image())))).toHaveLength(20);
  });
});

describe("a file the platform only names", () => {
  const named = { kind: "file", fileId: "F1", name: "don.docx" } as const;
  const minh = "telegram:1:5";

  it("is asked for through the channel for every try; its address is never stored", async () => {
    let asked = 0;
    world.openFile = async (file) => {
      expect(file).toEqual({ kind: "file", fileId: "F1" });
      if (asked++ === 0) throw new SendError("throttled", { retryAfterMs: 1000 });
      return { url: `${world.base}/file/bot1:TOKEN/documents/1.docx`, headers: { authorization: "TOKEN" } };
    };
    world.answer = (response) => response.end(docx());
    await world.take(world.event([named], minh));
    await world.work();
    expect(await world.of(minh)).toMatchObject([{ state: "waiting", tries: 1 }]);
    await world.work();
    expect(await world.of(minh)).toMatchObject([{ state: "kept", name: "don.docx" }]);
    expect(JSON.stringify(await world.of(minh))).not.toContain("TOKEN");
    expect(asked).toBe(2);
  });

  it("and has no more is gone; while the channel is off it waits", async () => {
    await world.take(world.event([named], minh));
    await world.work();
    expect(await world.of(minh)).toMatchObject([{ state: "waiting" }]);
    world.openFile = async () => {
      throw new SendError("bad-content", { platformCode: "400" });
    };
    await world.work();
    expect(await world.of(minh)).toMatchObject([{ state: "gone", reason: "link-dead" }]);
  });
});

describe("a place somebody sent", () => {
  it("is kept as it is", async () => {
    expect(await world.take(world.event([], lan, { latitude: 21.0285, longitude: 105.8542 }))).toMatchObject([{ kind: "location", state: "kept", latitude: 21.0285, longitude: 105.8542 }]);
    expect(await world.work()).toBe(0);
  });
});

describe("forgetting", () => {
  it("deletes a person's files and documents at once, and nobody else's; repeating it does nothing", async () => {
    await world.take(world.event([world.image(), world.image()]));
    await world.take(world.event([world.image()], "zalo:1:minh"));
    await world.take(world.event([], lan, { latitude: 1, longitude: 2 }));
    await world.work();
    await forgetMedia(world.room, lan);
    await forgetMedia(world.room, lan);
    expect(await world.of()).toEqual([]);
    const [other] = await world.of("zalo:1:minh");
    expect(world.files()).toEqual([other!.path]);
  });

  it("reaches a copy that is under way", async () => {
    const [waiting] = await world.take();
    world.answer = (response) => void forgetMedia(world.room, lan).then(() => response.end(picture));
    await fetchMedia({ media: waiting!._id }, world.ports);
    expect(await mediaById(world.room, waiting!._id)).toBeUndefined();
    expect(world.files()).toEqual([]);
    expect(await world.work()).toBe(1); // its own job finds nothing any more
  });

  it("comes by itself after the retention time, for files, refusals and places", async () => {
    await world.take();
    await world.take(world.event([], lan, { latitude: 1, longitude: 2 }));
    await world.work();
    world.now += day;
    const [young] = (await world.take()).filter((one) => one.state === "waiting");
    await world.work();
    expect(await expireMedia(world.room, world.now - day + 1)).toBe(2);
    expect(await world.of()).toMatchObject([{ _id: young!._id }]);
    expect(world.files()).toHaveLength(1);
    expect(await expireMedia(world.room, world.now - day + 1)).toBe(0);
  });

  it("sweeps away what no document knows, unless it is so young that its document may still come", async () => {
    await world.take();
    await world.work();
    const [kept] = await world.of();
    const orphan = (name: string, ageMs: number): void => {
      const path = join(world.room.folder, name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, "x");
      utimesSync(path, new Date(world.now - ageMs), new Date(world.now - ageMs));
    };
    orphan(`aa/${"a".repeat(32)}.jpg`, 2 * day);
    orphan(`${kept!._id.slice(0, 2)}/${kept!._id}.png`, 2 * day);
    orphan("incoming/half", 2 * day);
    orphan("incoming/fresh", 1000);
    orphan(kept!.path!, 2 * day);
    expect(await sweepMedia(world.room, world.now)).toBe(3);
    expect(world.files().sort()).toEqual([kept!.path, "incoming/fresh"].sort());
    expect(await sweepMedia({ ...world.room, folder: join(world.room.folder, "nowhere") }, world.now)).toBe(0);
  });
});
