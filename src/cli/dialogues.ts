import { cancelDialogueEvent, changeCapacity, createDialogue, dialoguesAhead, isDialogueId, moveDialogue, seatsLeft } from "../dialogues/index.ts";
import { alignGatherings } from "../jobs/gathering-notices.ts";
import type { Service } from "../service/service.ts";
import { gatheringPorts } from "../service/broadcasts.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { localTime } from "../lib/local-time.ts";
import { onlyCommune } from "../service/adopt-commune.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: "dialogues list | add ID WHEN CAPACITY PLACE TITLE | move ID WHEN | cancel ID | capacity ID N (WHEN as 2026-12-20T08:00)",
  async run([verb, id, ...rest]) {
    return withService({ work: true }, async (service) => {
      if (verb === "list") return list(service);
      if (verb === "add" && id && rest.length >= 4) return add(service, id, rest);
      if (verb === "move" && id && rest[0]) return report(await moveDialogue(service.rooms.dialogues, id, when(rest[0], service), align(service)), `${id} is moved; its people are told and the reminders move with it.`);
      if (verb === "cancel" && id) return report(await cancelDialogueEvent(service.rooms.dialogues, id, align(service)), `${id} is cancelled; its people are told.`);
      if (verb === "capacity" && id && rest[0]) return report(await changeCapacity(service.rooms.dialogues, id, whole(rest[0]), service.tellPromoted, Date.now()), `${id} has ${rest[0]} seats now.`);
      throw new CommandMistake("Say dialogues list, add, move, cancel or capacity; `npm run cli` shows how.");
    });
  },
};

const align = (service: Service) => (): Promise<void> => alignGatherings(gatheringPorts(service));

async function list(service: Service): Promise<number> {
  const time = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: service.config.TIME_ZONE });
  const ahead = await dialoguesAhead(service.rooms.dialogues, Date.now());
  for (const one of ahead) print(`${one._id}  ${time.format(one.startsAt)}  ${one.state}  ${seatsLeft(one)} of ${one.capacity} seats left, ${one.seating.waiting} waiting  ${one.title}`);
  if (ahead.length === 0) print("No dialogue is ahead.");
  return 0;
}

async function add(service: Service, id: string, [time, capacity, place, ...title]: string[]): Promise<number> {
  if (!isDialogueId(id)) throw new CommandMistake(`"${id}" is no id; an id is 1 to 28 characters of a-z, 0-9 and -.`);
  const name = title.join(" ");
  const commune = await onlyCommune(service.rooms);
  const made = await createDialogue(service.rooms.dialogues, { _id: id, ...(commune ? { commune } : {}), title: name, label: name, theme: "", place: place!, startsAt: when(time!, service), capacity: whole(capacity!) });
  if (made) await align(service)();
  return report(made, `${id} is open for registration.`, `There is a dialogue ${id} already.`);
}

function report(done: boolean, sentence: string, otherwise = "There is no such dialogue, or it is cancelled."): number {
  print(done ? sentence : otherwise);
  return done ? 0 : 1;
}

function when(text: string, service: Service): number {
  const at = localTime(text, service.config.TIME_ZONE);
  if (at === undefined) throw new CommandMistake(`"${text}" is no time; write it as 2026-12-20T08:00.`);
  // Nobody could be told of it: what is over is not announced.
  if (at <= Date.now()) throw new CommandMistake(`"${text}" is over; a dialogue lies ahead.`);
  return at;
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 1_000_000) throw new CommandMistake(`"${text}" is no number of seats.`);
  return number;
}
