import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { activityById } from "../activities/index.ts";
import type { Channel } from "../channels/contract.ts";
import { clubById } from "../clubs/index.ts";
import type { EntryAddress } from "../core/entry-address.ts";
import { dialogueById } from "../dialogues/index.ts";
import { countOpenings, createLink, disableLink, entryOf, linkBy, linkKinds, listLinks, type Link, type LinkCounts, type LinkTarget } from "../links/index.ts";
import { paperSizes, renderPoster, type PaperSize } from "../links/poster/index.ts";
import { entryAddresses } from "../service/entry-addresses.ts";
import { linkPoster } from "../service/link-poster.ts";
import type { Service } from "../service/service.ts";
import { unitById } from "../units/index.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

const usage = 'Say `links create --to flow:NAME|club:ID|dialogue:ID|activity:ID --source "thôn Đông"`, `links list`, `links poster SLUG` or `links disable SLUG`; `npm run cli` shows how.';
const longestSource = 80;

export const command: Command = {
  summary: 'links create --to flow:NAME|club:ID|dialogue:ID|activity:ID --source "WHERE" [--unit ID] | list | poster SLUG | disable SLUG: links and QR posters that say where people come from ([--out FOLDER] [--size a4|a5] [--channel web|zalo|messenger|telegram] [--locale vi|en])',
  async run(words) {
    const { positionals: [verb, slug], values } = read(words);
    const { to, source } = values;
    const open = (run: (service: Service) => Promise<number>): Promise<number> => withService({ work: false }, run);
    if (verb === "create" && to && source) return open((service) => create(service, { ...values, to, source }));
    if (verb === "list") return open(list);
    if (verb === "poster" && slug) return open(async (service) => poster(service, await found(service, slug), values));
    if (verb === "disable" && slug) return open(async (service) => disable(service, await found(service, slug)));
    throw new CommandMistake(usage);
  },
};

const options = { to: { type: "string" }, source: { type: "string" }, unit: { type: "string" }, out: { type: "string" }, size: { type: "string" }, channel: { type: "string" }, locale: { type: "string" } } as const;
type Options = { [Name in keyof typeof options]?: string };

function read(words: string[]): { positionals: string[]; values: Options } {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch {
    throw new CommandMistake(usage);
  }
}

async function create(service: Service, values: Options & { to: string; source: string }): Promise<number> {
  const source = values.source.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (source === "" || [...source].length > longestSource) throw new CommandMistake(`The source has to say in 1 to ${longestSource} characters where the link hangs.`);
  const to = await targetOf(values.to, service);
  if (values.unit && !(await unitById(service.rooms.units, values.unit))) throw new CommandMistake(`There is no unit ${values.unit}.`);
  // Everything that can be refused is, before the link is made.
  paperOf(values, service);
  const link = await createLink(service.rooms.links, { to, source, ...(values.unit ? { unit: values.unit } : {}), now: Date.now() });
  print(`${link._id}  opens ${values.to}, source "${source}"`);
  return poster(service, link, values);
}

async function targetOf(to: string, service: Service): Promise<LinkTarget> {
  const [kind, id] = [to.slice(0, to.indexOf(":")) as LinkTarget["kind"], to.slice(to.indexOf(":") + 1)];
  if (!linkKinds.includes(kind) || !id) throw new CommandMistake(`"${to}" is no target: say flow:NAME, club:ID, dialogue:ID or activity:ID.`);
  if (!(await targetThere(kind, id, service))) throw new CommandMistake(kind === "activity" ? `There is no activity ${id}; its id is in the address of its page of the console.` : `There is no ${kind} ${id}; see \`npm run cli -- ${kind}s list\`.`);
  return { kind, id };
}

async function targetThere(kind: LinkTarget["kind"], id: string, { rooms, turnPorts }: Service): Promise<boolean> {
  const find = { flow: () => turnPorts.library.get(id), club: () => clubById(rooms.clubs, id), dialogue: () => dialogueById(rooms.dialogues, id), activity: () => activityById(rooms.activities, id) };
  return Boolean(await find[kind]());
}

async function found(service: Service, name: string): Promise<Link> {
  const link = await linkBy(service.rooms.links, name.toLowerCase());
  if (!link) throw new CommandMistake(`There is no link ${name}; see \`npm run cli -- links list\`.`);
  return link;
}

/** Prints a link's addresses and writes its poster, as a picture and as a page to print. */
async function poster(service: Service, link: Link, values: Options): Promise<number> {
  const { size, locale, channel } = paperOf(values, service);
  const { config } = service;
  const webUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  const addresses = await entryAddresses(entryOf(link), { channels: accountsOf(service, link.unit), webUrl });
  for (const one of addresses) print(`  ${one.channel.padEnd(10)} ${one.url ?? one.why}${one.word ? `  then send: ${one.word}` : ""}`);
  if (!config.PUBLIC_URL) print("  PUBLIC_URL is not set: the web link works on this machine only.");
  const address = addresses.find((one): one is EntryAddress & { url: string } => one.channel === channel && one.url !== undefined);
  if (!address) throw new CommandMistake(`There is no ${values.channel} link for the poster; see the list above.`);
  const word = addresses.find((one) => one.word)?.word;
  const drawn = await renderPoster(await linkPoster({ link, address, ...(word ? { word } : {}), locale }, service), size);
  const folder = resolve(values.out ?? join(config.DATA_DIR, "posters"));
  await mkdir(folder, { recursive: true });
  for (const kind of ["png", "pdf"] as const) {
    const file = join(folder, `${link._id}-${size}.${kind}`);
    await writeFile(file, drawn[kind]);
    print(`  poster     ${file}`);
  }
  return 0;
}

function paperOf({ size = "a4", locale = "vi", channel = "web" }: Options, service: Service): { size: PaperSize; locale: "vi" | "en"; channel: string } {
  if (!(size in paperSizes)) throw new CommandMistake(`"${size}" is no paper size: say ${Object.keys(paperSizes).join(" or ")}.`);
  if (locale !== "vi" && locale !== "en") throw new CommandMistake(`"${locale}" is no language of the posters: say vi or en.`);
  if (!["web", "zalo", "messenger", "telegram"].includes(channel)) throw new CommandMistake(`"${channel}" is no channel for a poster: say web, zalo, messenger or telegram.`);
  const name = channel === "web" ? "webchat" : channel;
  if (!accountsOf(service).some((one) => one.name === name)) throw new CommandMistake(`The channel ${channel} is off, so it has no link for a poster.`);
  return { size: size as PaperSize, locale, channel: name };
}

/** Accounts people can write to, the unit's own first: the poster takes the first of its channel. */
function accountsOf({ directory }: Service, unit?: string): Channel[] {
  const on = directory.entries().filter((one) => one.state === "on");
  return [...on.filter((one) => one.unit === unit), ...on.filter((one) => one.unit !== unit)].map((one) => one.channel);
}

async function list({ rooms }: Service): Promise<number> {
  const [links, counts] = await Promise.all([listLinks(rooms.links), countOpenings(rooms.links)]);
  for (const one of links) print(`${one._id}  ${one.to.kind}:${one.to.id}  ${counted(counts.get(one._id))}${one.disabled ? "  disabled" : ""}${one.unit ? `  ${one.unit}` : ""}  ${one.source}`);
  if (links.length === 0) print("There is no link yet.");
  return 0;
}

function counted(counts: LinkCounts | undefined): string {
  if (!counts) return "0 people";
  const channels = Object.entries(counts.byChannel).sort(([a], [b]) => a.localeCompare(b)).map(([channel, { people }]) => `${channel} ${people}`);
  return `${counts.people} people (${channels.join(", ")}), opened ${counts.opens} times`;
}

async function disable({ rooms }: Service, { _id }: Link): Promise<number> {
  await disableLink(rooms.links, _id);
  print(`${_id} is disabled: it opens the greeting and counts nobody.`);
  return 0;
}
