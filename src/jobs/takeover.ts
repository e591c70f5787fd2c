import type { Contacts } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import { newContact } from "../turns/new-contact.ts";

export type TakeoverPorts = {
  contacts: Contacts;
  lanes: Pick<Lanes, "dropReplies">;
  defaultLocale: "vi" | "en";
  /** How long the bot keeps quiet after each word of staff, ms. */
  silenceMs: number;
  /** Staff answer: the list of those who wait is told. */
  taken(contact: string, at: number): Promise<void>;
  /** Staff gave the conversation back. */
  released(contact: string): Promise<void>;
};

/** Staff said something to this person at `at`: the bot is silent from now on, and what it still had to say is dropped. */
export async function takeOver(contact: string, at: number, ports: TakeoverPorts): Promise<void> {
  if (!(await ports.contacts.setQuiet(contact, at + ports.silenceMs))) await meetQuietly(contact, at, ports);
  await ports.lanes.dropReplies(contact);
  await ports.taken(contact, at);
}

/** Staff write to somebody the bot has never met: it stays out of that conversation too. */
async function meetQuietly(contact: string, at: number, { contacts, silenceMs, defaultLocale }: TakeoverPorts): Promise<void> {
  if (await contacts.load(contact)) return;
  await contacts.commit({ ...newContact({ contact }, defaultLocale, at), quietUntil: at + silenceMs, lastInboundAt: 0 });
}

/** The bot answers again. */
export async function release(contact: string, ports: TakeoverPorts): Promise<void> {
  await ports.contacts.setQuiet(contact, 0);
  await ports.released(contact);
}
