import { readFile } from "node:fs/promises";
import type { ChannelName } from "../core/channel-name.ts";
import type { InboundEvent } from "../core/inbound-event.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { waitUntilPlayed } from "./wait-until-played.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: "receive FILE [--again]: plays one webhook body from a file (the platform is recognised; --again although it was seen before)",
  async run(words) {
    const file = words.find((word) => !word.startsWith("--"));
    if (!file) throw new CommandMistake("Say which file holds the webhook's body: receive FILE.");
    const body = parse(await readFile(file, "utf8").catch(() => undefined), file);
    return receive(body, words.includes("--again"));
  },
};

async function receive(body: unknown, again: boolean): Promise<number> {
  const name = platformOf(body);
  return withService({ work: true }, async (service) => {
    // Of several accounts, the one the file is about.
    const channels = service.directory.accountsOf(name);
    const channel = channels.find((one) => one.parse(body, Date.now()).events.length > 0) ?? channels[0];
    if (!channel) throw new CommandMistake(`This is a ${name} webhook, but the channel ${name} is off: its settings are missing.`);
    const parsed = channel.parse(body, Date.now());
    const events = again ? parsed.events.map((event): InboundEvent => ({ ...event, id: `${event.id}~${Date.now()}` })) : parsed.events;
    const fresh = await service.lanes.add("in", events.map((event) => ({ contact: event.contact, id: event.id, order: event.order, json: JSON.stringify(event) })));
    const news = fresh.filter(Boolean).length;
    print(`${name}: ${news} new, ${events.length - news} seen before, ${parsed.ignored} that need nothing, ${parsed.unknown} not understood.`);
    await waitUntilPlayed(service.lanes);
    print(news > 0 ? "Played." : "Nothing to play.");
    return 0;
  });
}

function parse(text: string | undefined, file: string): unknown {
  if (text === undefined) throw new CommandMistake(`${file} cannot be read.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandMistake(`${file} does not hold JSON.`);
  }
}

function platformOf(body: unknown): ChannelName {
  if (typeof body === "object" && body !== null) {
    if ("object" in body && "entry" in body) return "messenger";
    if ("update_id" in body) return "telegram";
    if ("event_name" in body) return "zalo";
  }
  throw new CommandMistake("This is no webhook body of Zalo, Messenger or Telegram.");
}
