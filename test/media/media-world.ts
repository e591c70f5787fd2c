import { createServer, type ServerResponse } from "node:http";
import { existsSync, readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Connection } from "mongoose";
import type { Channel } from "../../src/channels/contract.ts";
import type { InboundEvent, IncomingFile } from "../../src/core/inbound-event.ts";
import { fetchMedia, planLostMedia, takeMedia, type MediaPorts } from "../../src/jobs/fetch-media.ts";
import { closeQueue, createQueue, type JobQueue } from "../../src/jobs/queues.ts";
import { mediaOf, mediaRoom, type Media, type MediaRoom } from "../../src/media/index.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import type { TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

export const lan = "zalo:1:lan";

/** The media room on real engines before a local host of files; jobs are run by hand, as the queue names them. */
export class MediaWorld {
  readonly room: MediaRoom;
  readonly queue: JobQueue;
  readonly ports: MediaPorts;
  now = 1_795_000_000_000;
  base = "";
  /** What the host answers; every path alike. */
  answer: (response: ServerResponse) => void = (response) => void response.writeHead(404).end();
  requests = 0;
  /** What a channel with files of its own knows. */
  openFile: NonNullable<Channel["openFile"]> | undefined;
  private readonly connection: Connection;
  private readonly server = createServer((_request, response) => {
    this.requests++;
    this.answer(response);
  });
  private count = 0;

  private constructor(connection: Connection, queue: JobQueue, folder: string) {
    this.connection = connection;
    this.queue = queue;
    this.room = mediaRoom(connection, folder);
    this.ports = {
      room: this.room, queue,
      channel: (name) => (name === "telegram" && this.openFile ? ({ openFile: this.openFile } as unknown as Channel) : undefined),
      hosts: { hosts: [], trusted: [], telegramApiUrl: "https://api.telegram.org" },
      maxBytes: 26_214_400,
      logger: createLogger("silent"),
      now: () => this.now,
    };
  }

  static async open(engines: TestEngines, name: string): Promise<MediaWorld> {
    const world = new MediaWorld(await openDatabase(engines), createQueue(engines.redisUrl, `test-media-${name}`), join(engines.dataDir, `media-${name}`));
    await world.room.media.createIndexes();
    await new Promise<void>((resolve) => world.server.listen(0, "127.0.0.1", resolve));
    world.base = `http://127.0.0.1:${(world.server.address() as AddressInfo).port}`;
    world.ports.hosts = { ...world.ports.hosts, trusted: [new URL(world.base).host] };
    return world;
  }

  event(files: IncomingFile[], contact = lan, location?: { latitude: number; longitude: number }): InboundEvent & { input: Extract<InboundEvent["input"], { kind: "media" }> } {
    const id = `${contact}:${++this.count}`;
    return { id, contact, at: this.now, order: this.count, input: { kind: "media", media: files[0]?.kind ?? "location", files, ...(location ? { location } : {}) } };
  }

  image(name?: string): IncomingFile {
    return { kind: "image", url: `${this.base}/a.jpg?signature=planted`, ...(name ? { name } : {}) };
  }

  async take(event = this.event([this.image()])): Promise<Media[]> {
    await takeMedia(event, this.ports);
    return this.of(event.contact);
  }

  of(contact = lan): Promise<Media[]> {
    return mediaOf(this.room, contact);
  }

  /** Runs every job that is in the queue, delayed ones too, and takes it out as a worker does. Returns how many. */
  async work(): Promise<number> {
    const jobs = await this.queue.jobs.getJobs(["waiting", "delayed", "prioritized"]);
    for (const job of jobs) {
      await fetchMedia(job.data, this.ports);
      await job.remove();
    }
    return jobs.length;
  }

  plansLost(): Promise<void> {
    return planLostMedia(this.ports);
  }

  /** Places of all files in the folder. */
  files(): string[] {
    if (!existsSync(this.room.folder)) return [];
    return readdirSync(this.room.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(this.room.folder.length + 1));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await closeQueue(this.queue);
    await this.connection.close();
  }
}
