import { createInterface } from "node:readline";
import type { InboundEvent, PersonInput } from "../core/inbound-event.ts";
import { formatPayload } from "../core/payload.ts";
import { loadConfig } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { openService, type Service } from "../service/service.ts";
import { playTurn } from "../turns/play-turn.ts";
import { CommandMistake, print, type Command } from "./command.ts";

export const command: Command = {
  summary: "chat [FLOW]: talk with the bot in the terminal, on a sample commune of its own that is gone afterwards",
  async run([flow]) {
    const reader = createInterface({ input: process.stdin });
    // From the first line on: a pipe may have said everything before the service is open.
    const lines = reader[Symbol.asyncIterator]();
    const database = `cau-noi-chat-${process.pid}`;
    const service = await openService(loadConfig(), createLogger("silent"), { share: true, database });
    try {
      if (flow && !service.turnPorts.library.get(flow)) throw new CommandMistake(`There is no flow ${flow}; see \`npm run cli -- flows list\`.`);
      await talk(service, lines, flow);
    } finally {
      reader.close();
      await cleanUp(service);
    }
    return 0;
  },
};

type Shown = { label: string; payload: string }[];

async function talk(service: Service, lines: AsyncIterable<string>, flow: string | undefined): Promise<void> {
  let count = 0;
  let choices: Shown = [];
  const say = async (input: PersonInput): Promise<void> => {
    const now = Date.now();
    const event: InboundEvent = { id: `terminal:${process.pid}:${count++}`, contact: `webchat:terminal:${process.pid}`, at: now, order: count, input };
    const { outbox } = await playTurn(event, service.turnPorts, now);
    for (const message of outbox) {
      print(`\n${message.text}`);
      choices = message.choices ?? [];
      for (const [index, choice] of choices.entries()) print(`  [${index + 1}] ${choice.label}`);
    }
  };
  print("A line is a message, #N presses button N, Ctrl-D ends.");
  await say(flow ? { kind: "press", payload: formatPayload({ kind: "flow", flow }) } : { kind: "start" });
  prompt();
  for await (const line of lines) {
    const pressed = choices[Number(/^#(\d+)$/.exec(line.trim())?.[1]) - 1];
    if (line.trim()) await say(pressed ? { kind: "press", payload: pressed.payload, title: pressed.label } : { kind: "text", text: line });
    prompt();
  }
}

function prompt(): void {
  if (process.stdin.isTTY) process.stdout.write("\n> ");
}

/** The trial's database and keys; the installation's own are never touched. */
async function cleanUp(service: Service): Promise<void> {
  await service.stores.mongo.dropDatabase();
  const keys = await service.stores.redis.keys(`${service.lanes.prefix}*`);
  if (keys.length > 0) await service.stores.redis.del(keys);
  await service.close();
}
