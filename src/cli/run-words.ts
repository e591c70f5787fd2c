import { ConfigError } from "../runtime/config.ts";
import { CommandMistake, type Command } from "./command.ts";

/** Every command line verb; each is read only when it is called. */
const commands: Record<string, () => Promise<{ command: Command }>> = {
  config: () => import("./config.ts"),
  flows: () => import("./flows.ts"),
  chat: () => import("./chat.ts"),
  receive: () => import("./receive.ts"),
  understand: () => import("./understand.ts"),
  events: () => import("./events.ts"),
  dialogues: () => import("./dialogues.ts"),
  clubs: () => import("./clubs.ts"),
  questions: () => import("./questions.ts"),
  handovers: () => import("./handovers.ts"),
  links: () => import("./links.ts"),
  broadcast: () => import("./broadcast.ts"),
  simulate: () => import("./simulate.ts"),
  pages: () => import("./pages.ts"),
  messenger: () => import("./messenger.ts"),
  zalo: () => import("./zalo.ts"),
};

/** Runs one command line and returns its exit code; what it says goes to the process's own output. Throws what is nobody's mistake. */
export async function runWords([name, ...words]: readonly string[]): Promise<number> {
  try {
    const load = name === undefined ? undefined : commands[name];
    if (load) return await (await load()).command.run([...words]);
    const lines = await Promise.all(Object.entries(commands).map(async ([verb, read]) => `  ${verb.padEnd(11)} ${(await read()).command.summary}`));
    process.stdout.write(`npm run cli -- COMMAND\n\n${lines.join("\n")}\n`);
    return name === undefined || name === "help" ? 0 : 2;
  } catch (error) {
    if (!(error instanceof CommandMistake || error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
