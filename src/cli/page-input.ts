import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { accountFields, accountIdOf } from "../channels/account-fields.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { Json } from "../core/json.ts";
import { CommandMistake, print } from "./command.ts";

/** What an operator wrote for one account, sorted into what is secret and what is not. */
export type PageInput = { account: string; secrets: Record<string, string>; settings: Record<string, Json> };

/** Reads `name=value` lines from a file or standard input: never from the command's own words, which other users of the machine can see. */
export async function readPageInput(channel: ChannelName, file: string | undefined): Promise<PageInput> {
  if (file === undefined && process.stdin.isTTY) print("Type name=value lines, then Ctrl-D; `pages add --help` lists the names.");
  const given = file === undefined ? await readAll(process.stdin) : await readFile(file, "utf8").catch(() => undefined);
  if (given === undefined) throw new CommandMistake(`${file} cannot be read.`);
  return pageInput(channel, given);
}

/** Checks the lines. Mistakes name the line's number or the field, never a value. */
export function pageInput(channel: ChannelName, given: string): PageInput {
  const values = { ...valuesOf(channel, given) };
  // Platforms only repeat it to us, so nobody has to think of one; 32 letters that every platform allows.
  if (channel === "telegram" || channel === "zalo-bot") values["webhookSecret"] ??= randomBytes(24).toString("base64url");
  const missing = accountFields[channel].filter((field) => field.needed && !values[field.name]);
  if (missing.length > 0) throw new CommandMistake([`A ${channel} account needs more:`, ...missing.map(({ name, help }) => `  ${name}: ${help}`)].join("\n"));
  const account = accountIdOf(channel, values);
  if (account === undefined || !idForms[channel].test(account)) throw new CommandMistake(`The account's id (${idField(channel)}) has a form no ${channel} account has.`);
  if (channel === "telegram" && !/^[\w-]{1,256}$/.test(values["webhookSecret"]!)) throw new CommandMistake("webhookSecret may hold only letters, digits, _ and -.");
  const split = (secret: boolean) => Object.fromEntries(accountFields[channel].filter((field) => field.secret === secret && values[field.name]).map(({ name }) => [name, values[name]!]));
  return { account, secrets: split(true), settings: settingsOf(split(false)) };
}

function valuesOf(channel: ChannelName, given: string): Record<string, string> {
  const names = accountFields[channel].map((field) => field.name);
  const values: Record<string, string> = {};
  for (const [index, line] of given.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const [, name = "", value = ""] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === "" || value === "") throw new CommandMistake(`Line ${index + 1} is not name=value.`);
    // A token pasted alone must not be repeated on the screen.
    if (!names.includes(name)) throw new CommandMistake(`Line ${index + 1} names nothing a ${channel} account has; it may have ${names.join(", ")}.`);
    if (name in values) throw new CommandMistake(`Line ${index + 1} says ${name} again.`);
    values[name] = value;
  }
  return values;
}

/** Numbers and websites in their own form. */
function settingsOf(values: Record<string, string>): Record<string, Json> {
  const settings: Record<string, Json> = { ...values };
  for (const name of ["perSecond", "monthlyBudget", "paidPrice"]) {
    if (values[name] === undefined) continue;
    const number = Number(values[name]);
    if (!(number >= 0) || (name === "monthlyBudget" && !Number.isInteger(number))) throw new CommandMistake(`${name} must be a number.`);
    settings[name] = number;
  }
  if (values["origins"] !== undefined) settings["origins"] = values["origins"].split(/[\s,]+/).filter(Boolean).map(originOf);
  return settings;
}

/** They stand in a header of ours, so nothing but an origin may pass. */
function originOf(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== value.replace(/\/$/, "")) throw new CommandMistake("origins must be websites such as https://doanxa.example.vn, with spaces between.");
  return url.origin;
}

/** Strict, so that a token in the wrong line cannot become an id, which is shown everywhere. */
const idForms: Record<ChannelName, RegExp> = { zalo: /^\d{1,32}$/, "zalo-bot": /^[\w-]{1,32}$/, messenger: /^\d{1,32}$/, telegram: /^\d{1,32}$/, webchat: /^[a-z][a-zA-Z0-9-]{0,31}$/ };

function idField(channel: ChannelName): string {
  return { zalo: "oaId", "zalo-bot": "token", messenger: "pageId", telegram: "token", webchat: "account" }[channel];
}

/** What each channel needs and where to find it. */
export function fieldHelp(channel: ChannelName): string[] {
  return accountFields[channel].map(({ name, needed, help }) => `  ${name.padEnd(14)} ${needed ? "" : "(optional) "}${help}`);
}
