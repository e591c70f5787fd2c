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

async function main(): Promise<number> {
  const [name, ...words] = process.argv.slice(2);
  const load = name === undefined ? undefined : commands[name];
  if (!load) {
    const lines = await Promise.all(Object.entries(commands).map(async ([verb, read]) => `  ${verb.padEnd(11)} ${(await read()).command.summary}`));
    process.stdout.write(`npm run cli -- COMMAND\n\n${lines.join("\n")}\n`);
    return name === undefined || name === "help" ? 0 : 2;
  }
  return (await load()).command.run(words);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof CommandMistake || error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
