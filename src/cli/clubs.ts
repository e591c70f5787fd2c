import { countMembers, listClubs } from "../clubs/index.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: "clubs list: clubs with their ids and members",
  async run([verb]) {
    if (verb !== "list") throw new CommandMistake("Say `clubs list`.");
    return withService({ work: false }, async ({ rooms }) => {
      for (const club of await listClubs(rooms.clubs)) print(`${club._id}  ${club.kind}  ${await countMembers(rooms.clubs, club._id, Date.now())} members  ${club.name}`);
      return 0;
    });
  },
};
