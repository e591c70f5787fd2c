import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { register } from "tsx/esm/api";
import { settings } from "../runtime/config-schema.ts";
import { projectFolder } from "../service/project-folder.ts";
import { CommandMistake } from "./command.ts";

/** What a reply looks like to a scripted person; `at` in epoch milliseconds. */
export type SimulatedReply = { text: string; at: number };
/** A scripted person: acts through its platform and reads what the service sends there. */
export type Somebody = {
  start(): Promise<unknown>;
  say(text: string, options?: { copies?: number }): Promise<unknown>;
  choose(label: string): Promise<unknown>;
  nextReply(timeoutMs?: number): Promise<SimulatedReply>;
  replies?: readonly SimulatedReply[];
};
type Platform = { url: string; env: Record<string, string>; violations: string[]; person(id: string, serviceUrl: string): Somebody; stop(): Promise<unknown> };
type ServiceProcess = { url: string; output(): string; dispose(): Promise<void> };

/** What is used of the test kit. Found at run time: an installation without its tests has no stand-ins. */
type Kit = {
  start: Record<Exclude<Channel, "webchat">, () => Promise<Platform>>;
  startServiceProcess(env: Record<string, string>, port: number): Promise<ServiceProcess>;
  freePort(): Promise<number>;
  WebVisitor: new (url: string, options: { address: string; lookMs: number }) => Somebody & { open(): Promise<void> };
};

export const channels = ["messenger", "zalo", "telegram", "zalo-bot", "webchat"] as const;
export type Channel = (typeof channels)[number];

/** The stand-ins of all platforms and the service among them, on data of its own. */
export type World = { url: string; person(channel: Channel, number: number): Promise<Somebody>; violations(): string[]; output(): string; close(): Promise<void> };

const kitFolder = join(projectFolder, "test/kit");

async function loadKit(): Promise<Kit> {
  if (!existsSync(join(kitFolder, "platforms"))) throw new CommandMistake("The platforms' stand-ins are not here: `simulate` needs the project's test folder.");
  // The stand-ins belong to the tests and to no build.
  register();
  const load = async (file: string) => (await import(pathToFileURL(join(kitFolder, file)).href)) as Record<string, unknown>;
  const [platforms, process, port, web] = await Promise.all(["platforms/index.ts", "service-process.ts", "free-port.ts", "web-visitor.ts"].map(load));
  return {
    start: { messenger: platforms!["startMessengerPlatform"], zalo: platforms!["startZaloPlatform"], telegram: platforms!["startTelegramPlatform"], "zalo-bot": platforms!["startZaloBotPlatform"] },
    startServiceProcess: process!["startServiceProcess"],
    freePort: port!["freePort"],
    WebVisitor: web!["WebVisitor"],
  } as Kit;
}

/** Starts everything; what was started is stopped again when something fails. */
export async function openWorld(): Promise<World> {
  const kit = await loadKit();
  const started: { stop(): Promise<unknown> }[] = [];
  const close = async () => void (await Promise.all(started.splice(0).reverse().map((one) => one.stop())));
  try {
    const platforms = {} as Record<Exclude<Channel, "webchat">, Platform>;
    for (const name of Object.keys(kit.start) as (keyof typeof kit.start)[]) started.push((platforms[name] = await kit.start[name]()));
    const service = await kit.startServiceProcess(Object.assign(nothingSet(), ...Object.values(platforms).map((platform) => platform.env)) as Record<string, string>, await kit.freePort());
    return {
      url: service.url,
      person: (channel, number) => personOn(channel, number, { kit, platforms, serviceUrl: service.url }),
      violations: () => Object.values(platforms).flatMap((platform) => platform.violations),
      output: () => service.output(),
      async close() {
        await service.dispose();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every setting empty, so that nothing of this installation's own `.env` (its stores, its accounts) is touched. The kit sets the three left out. */
function nothingSet(): Record<string, string> {
  const names = Object.keys(settings).filter((name) => !["PORT", "DATA_DIR", "LOG_LEVEL"].includes(name));
  return Object.fromEntries(names.map((name) => [name, ""]));
}

type Parts = { kit: Kit; platforms: Record<Exclude<Channel, "webchat">, Platform>; serviceUrl: string };

/** Bots are polled, because the service has no public address; the others call its webhooks. */
async function personOn(channel: Channel, number: number, { kit, platforms, serviceUrl }: Parts): Promise<Somebody> {
  const id = String(910_000_000 + number);
  if (channel === "telegram" || channel === "zalo-bot") return platforms[channel].person(id, platforms[channel].url);
  if (channel !== "webchat") return platforms[channel].person(id, serviceUrl);
  // Each from an address of their own: the web chat counts by address.
  const visitor = new kit.WebVisitor(serviceUrl, { address: `10.${[16, 8, 0].map((bits) => (number >> bits) & 255).join(".")}`, lookMs: 150 });
  await visitor.open();
  return visitor;
}
