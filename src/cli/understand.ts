import { createInterface } from "node:readline";
import { once } from "node:events";
import { loadUnderstanding, understandLines } from "../answers/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  summary: "understand: reads one utterance a line on standard input, prints one JSON line each",
  async run() {
    const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    for await (const json of understandLines(lines, loadUnderstanding())) {
      if (!process.stdout.write(`${json}\n`)) await once(process.stdout, "drain");
    }
    return 0;
  },
};
