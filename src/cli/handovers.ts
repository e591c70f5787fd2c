import { handoverByRef, takeHandover, waitingHandovers, type Handover } from "../handovers/index.ts";
import { contactParts } from "../core/contact-id.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import { release, takeOver } from "../jobs/takeover.ts";
import type { Service } from "../service/service.ts";
import { takeoverPorts } from "../service/take-over.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: "handovers list | answer NUMBER \"text\" | release NUMBER: who waits for a person of staff, and talking with them",
  async run([verb, ref, ...words]) {
    if (verb === "list") return withService({ work: false }, list);
    if (verb === "answer" && ref && words.length > 0) return withService({ work: true }, (service) => answer(service, ref, words.join(" ")));
    if (verb === "release" && ref) return withService({ work: false }, (service) => giveBack(service, ref));
    throw new CommandMistake("Say `handovers list`, `handovers answer NUMBER \"text\"` or `handovers release NUMBER`.");
  },
};

async function list({ rooms, config }: Service): Promise<number> {
  const time = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: config.TIME_ZONE });
  const open = await waitingHandovers(rooms.handovers);
  for (const one of open) print(`${one.ref}  ${time.format(one.requestedAt)}  ${one.urgent ? "URGENT" : "      "}  ${one.contact}`);
  if (open.length === 0) print("Nobody waits for a person.");
  return 0;
}

/** A person of staff's own words: they go before everything, and the bot keeps quiet from now on. */
async function answer(service: Service, ref: string, text: string): Promise<number> {
  const { contact } = await found(service, ref);
  const now = Date.now();
  await takeOver(contact, now, takeoverPorts(service));
  await takeHandover(service.rooms.handovers, contact, now);
  const window = service.windowOf(contact);
  const last = (await service.contacts.load(contact))?.lastInboundAt ?? 0;
  const message: OutboundMessage = { id: `staff:${ref}:${now}`, to: contact, text, urgency: "reply", author: "staff", ...(window ? { windowEnds: last + window } : {}) };
  await service.lanes.add("out", [{ contact, id: message.id, json: JSON.stringify(message) }]);
  print(`Your words are on their way on ${contactParts(contact).channel}. The bot keeps quiet there until \`handovers release ${ref}\` or for ${Math.round(service.config.TAKEOVER_SILENCE / 60_000)} minutes.`);
  return 0;
}

async function giveBack(service: Service, ref: string): Promise<number> {
  const { contact } = await found(service, ref);
  await release(contact, takeoverPorts(service));
  print("The bot answers there again.");
  return 0;
}

async function found({ rooms }: Service, ref: string): Promise<Handover> {
  const handover = await handoverByRef(rooms.handovers, ref.toUpperCase());
  if (!handover) throw new CommandMistake(`There is no handover ${ref}; \`handovers list\` shows those who wait.`);
  return handover;
}
