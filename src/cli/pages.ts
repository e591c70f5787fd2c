import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { digestOfProof } from "../channels/registry.ts";
import { channelNames, type ChannelName } from "../core/channel-name.ts";
import { SendError } from "../core/send-error.ts";
import { addPage, clearAlert, clearAlerts, disconnectPage, listAlerts, listPages, PageChanged, pageId, PageMistake, rekeyPages, resumePage, type ListedPage } from "../pages/index.ts";
import type { DirectoryEntry } from "../service/directory.ts";
import { profileOptions } from "../service/profile.ts";
import type { Service } from "../service/service.ts";
import { unitById } from "../units/index.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { fieldHelp, readPageInput } from "./page-input.ts";
import { withService } from "./with-service.ts";

const verbs: Record<string, (words: string[]) => Promise<number>> = {
  add,
  list: () => onService(list),
  test: (words) => onService((service) => test(service, entryOf(service, words))),
  sync: (words) => onService((service) => sync(service, entryOf(service, words))),
  disconnect: (words) => onService((service) => disconnect(service, oneWord(words))),
  clear: (words) => onService((service) => clear(service, oneWord(words))),
  rekey: () => onService(rekey),
};

export const command: Command = {
  summary: "pages add CHANNEL [--from FILE] | list | test ID | sync ID | disconnect ID | clear ID | rekey: the accounts this installation serves",
  async run([verb = "", ...words]) {
    const act = verbs[verb];
    if (!act) throw new CommandMistake("Say `pages add CHANNEL`, `pages list`, `pages test ID`, `pages sync ID`, `pages disconnect ID`, `pages clear ID` or `pages rekey`; `pages add --help` tells what each channel needs.");
    return act(words);
  },
};

/** Processes that serve hear of a changed account at once, and have read it long before that. */
const readByAllMs = 1_000;

/** Mistakes of the pages' room are the caller's here. */
async function onService(run: (service: Service) => Promise<number>): Promise<number> {
  return withService({ work: false }, run).catch((error: unknown) => {
    throw error instanceof PageMistake || error instanceof PageChanged ? new CommandMistake(error.message) : error;
  });
}

async function add(words: string[]): Promise<number> {
  const { values, positionals } = optionsOf(words);
  const [channel] = positionals;
  if (values.help) return help(channel);
  if (!channelNames.includes(channel as ChannelName) || positionals.length > 1) throw new CommandMistake(`Say which kind of account: ${channelNames.map((name) => `pages add ${name}`).join(", ")}. Secrets are read from standard input or --from FILE.`);
  const name = channel as ChannelName;
  const input = await readPageInput(name, values.from);
  return onService(async (service) => {
    const id = pageId(name, input.account);
    if (values.unit !== undefined && !(await unitById(service.rooms.units, values.unit))) throw new CommandMistake(`There is no unit ${values.unit}.`);
    refuseSharedSecret(service, name, id, input.secrets["webhookSecret"]);
    const { name: shown, unit } = values;
    const done = await addPage(service.pages, { channel: name, ...input, ...(shown === undefined ? {} : { name: shown }), ...(unit === undefined ? {} : { unit }) }, Date.now());
    // Resumed before all have read it, it would be tried once more with what was refused, and rest another minute.
    if (done !== "added") await sleep(readByAllMs);
    await service.lanes.accounts.resume(id);
    print(done === "added" ? `${id} is served from now on.` : `${id} was known already: it is served with what you gave.`);
    print(`Next: \`pages test ${id}\`, then \`pages sync ${id}\`.`);
    return 0;
  });
}

function optionsOf(words: string[]) {
  try {
    return parseArgs({ args: words, allowPositionals: true, options: { from: { type: "string" }, name: { type: "string" }, unit: { type: "string" }, help: { type: "boolean" } } });
  } catch {
    // Node's own words would repeat what may be a token.
    throw new CommandMistake("`pages add` takes --from, --name and --unit; all else is read as name=value lines from --from or standard input.");
  }
}

/** A webhook without a bot's id in its address is told apart by its secret. */
function refuseSharedSecret({ directory }: Service, channel: ChannelName, id: string, secret: string | undefined): void {
  const other = secret === undefined ? undefined : directory.accountsOf(channel).find((one) => one.proof === digestOfProof(secret) && pageId(channel, one.account) !== id);
  if (other) throw new CommandMistake(`${pageId(channel, other.account)} has the same webhookSecret: each bot needs its own.`);
}

function help(channel: string | undefined): number {
  const wanted = channelNames.filter((name) => channel === undefined || name === channel);
  for (const name of wanted) {
    print(`pages add ${name} [--name "NAME"] [--unit UNIT] [--from FILE], with lines name=value:`);
    for (const line of fieldHelp(name)) print(line);
  }
  return wanted.length > 0 ? 0 : 2;
}

async function list({ pages, lastEvents, config }: Service): Promise<number> {
  const [all, seen, alerts] = await Promise.all([listPages(pages), lastEvents.all(), listAlerts(pages)]);
  const time = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: config.TIME_ZONE });
  for (const page of all) {
    const last = seen.get(page._id);
    print(`${page._id}  ${stateOf(page)}  ${last === undefined ? "no event yet" : `last event ${time.format(last)}`}  ${page.unit}  ${page.name}`);
    for (const alert of alerts.filter((one) => one.page === page._id)) print(`  ${alert.severity}: ${alert.detail ?? alert.kind} (since ${time.format(alert.since)}, ${alert.count} times)`);
  }
  if (all.length === 0) print("There is no account yet.");
  return 0;
}

function stateOf({ state, stoppedFor, origin }: ListedPage): string {
  if (origin === "gone-from-settings") return "off, no longer in the settings";
  return state === "stopped" && stoppedFor ? `stopped (${[stoppedFor.code, stoppedFor.platformCode].filter(Boolean).join(" ")})` : state;
}

async function test(service: Service, entry: DirectoryEntry): Promise<number> {
  const { id, channel } = entry;
  if (!channel.probe) throw new CommandMistake(`A ${channel.name} account cannot be tested: it has no platform.`);
  try {
    const { name, id: theirs, detail } = await channel.probe();
    if (theirs !== channel.account) {
      print(`${id} answers as another account, ${theirs} (${name}): its credentials belong there.`);
      return 1;
    }
    await resumePage(service.pages, id, Date.now());
    await service.lanes.accounts.resume(id);
    for (const kind of ["stopped", "token"]) await clearAlert(service.pages, id, kind);
    print(`${id} answers: ${name}${detail ? `, ${detail}` : ""}.`);
    return 0;
  } catch (error) {
    return failed(id, error);
  }
}

async function sync({ texts, config }: Service, { id, channel }: DirectoryEntry): Promise<number> {
  if (!channel.sync) throw new CommandMistake(`There is nothing to bring in line for a ${channel.name} account.`);
  try {
    for (const sentence of await channel.sync(profileOptions(texts, config.DEFAULT_LOCALE, config.PUBLIC_URL))) print(sentence);
    return 0;
  } catch (error) {
    return failed(id, error);
  }
}

function failed(id: string, error: unknown): number {
  if (!(error instanceof SendError)) throw error;
  print(`${id} does not answer as it should: ${error.code}${error.platformCode ? ` (${error.platformCode})` : ""}.`);
  return 1;
}

async function disconnect({ pages }: Service, id: string): Promise<number> {
  const done = await disconnectPage(pages, id, Date.now());
  print(done ? `${id} is not served any more and its secrets are deleted.` : `${id} was disconnected already.`);
  return 0;
}

async function clear({ pages }: Service, id: string): Promise<number> {
  await clearAlerts(pages, id);
  print(`${id} has no open alerts.`);
  return 0;
}

async function rekey({ pages }: Service): Promise<number> {
  const { sealed, alreadySo, failed: kept } = await rekeyPages(pages, Date.now());
  for (const { reason } of kept) print(reason);
  print(`${sealed} accounts sealed with the key ${pages.keys.current.id}, ${alreadySo} were already, ${kept.length} could not be opened.`);
  return kept.length === 0 ? 0 : 1;
}

function entryOf({ directory }: Service, words: string[]): DirectoryEntry {
  const id = oneWord(words);
  const entry = directory.entry(id);
  if (!entry) throw new CommandMistake(`No account ${id} is served; \`pages list\` shows them.`);
  return entry;
}

function oneWord(words: string[]): string {
  if (words.length !== 1) throw new CommandMistake("Say which account, by its id of `pages list`.");
  return words[0]!;
}
