import { waitingHandovers } from "../handovers/index.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: "handovers list: who waits for a person of staff, urgent ones first",
  async run([verb]) {
    if (verb !== "list") throw new CommandMistake("Say `handovers list`.");
    return withService({ work: false }, async ({ rooms, config }) => {
      const time = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: config.TIME_ZONE });
      const open = await waitingHandovers(rooms.handovers);
      for (const one of open) print(`${one.ref}  ${time.format(one.requestedAt)}  ${one.urgent ? "URGENT" : "      "}  ${one.contact}`);
      if (open.length === 0) print("Nobody waits for a person.");
      return 0;
    });
  },
};
