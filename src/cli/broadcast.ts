import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { broadcastProgress, createBroadcast, type Audience, type BroadcastProgress } from "../broadcasts/index.ts";
import { enqueue } from "../jobs/queues.ts";
import type { Service } from "../service/service.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

const longestText = 1500;

export const command: Command = {
  summary: 'broadcast "TEXT" --to club:ID|dialogue:ID|all: sends a notice and shows how it goes',
  async run(words) {
    const { text, to } = read(words);
    return withService({ work: true }, async (service) => {
      const audience = await audienceOf(to, service);
      const id = `notice-${randomUUID()}`;
      await createBroadcast(service.rooms.broadcasts, { _id: id, kind: "notice", audience, content: { text } }, Date.now());
      await enqueue(service.queue, "plan-broadcast", { broadcast: id }, { id: `plan-${id}` });
      print(`Broadcast ${id}`);
      return watch(service, id);
    });
  },
};

function read(words: string[]): { text: string; to: string } {
  const at = words.indexOf("--to");
  const to = at >= 0 ? words[at + 1] : undefined;
  const text = words.filter((_, index) => at < 0 || (index !== at && index !== at + 1)).join(" ").normalize("NFC").trim();
  if (!to || !text) throw new CommandMistake('Say what and to whom: broadcast "TEXT" --to club:ID|dialogue:ID|all.');
  if (text.length > longestText) throw new CommandMistake(`The text has ${text.length} characters; at most ${longestText} fit everywhere.`);
  return { text, to };
}

async function audienceOf(to: string, service: Service): Promise<Audience> {
  if (to === "all") return { kind: "all" };
  const [kind, id] = [to.slice(0, to.indexOf(":")), to.slice(to.indexOf(":") + 1)];
  if ((kind !== "club" && kind !== "dialogue") || !id) throw new CommandMistake(`Nobody is meant by "${to}": say club:ID, dialogue:ID or all.`);
  if (!(await service.audienceExists({ kind, id }))) throw new CommandMistake(`There is no ${kind} ${id}; see \`npm run cli -- ${kind}s list\`.`);
  return { kind, id };
}

/** Draws the bar until everyone has an outcome. Leaving early stops nothing: the service goes on. */
async function watch(service: Service, id: string): Promise<number> {
  let quietSince = Date.now();
  let last = "";
  for (;;) {
    const progress = await broadcastProgress(service.rooms.broadcasts, id);
    if (!progress) return 1;
    const line = bar(progress);
    if (line !== last) {
      quietSince = Date.now();
      draw(line, last);
      last = line;
    }
    if (progress.state !== "planning" && progress.open === 0) break;
    if (Date.now() - quietSince > 60_000) {
      print("\nNothing has moved for a minute: is a worker running? The notice goes on when one does.");
      return 1;
    }
    await sleep(200);
  }
  print();
  return 0;
}

function draw(line: string, last: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r${line.padEnd(last.length)}` : `${line}\n`);
}

function bar({ total, open, counts }: BroadcastProgress): string {
  const share = total === 0 ? 1 : (total - open) / total;
  const filled = Math.round(share * 24);
  const parts = [`sent ${counts.s}`, `failed ${counts.f}`, `unknown ${counts.u}`, `opted out ${counts.o}`, `out of reach ${counts.x}`, `window closed ${counts.w}`];
  return `[${"#".repeat(filled)}${".".repeat(24 - filled)}] ${total - open}/${total}  ${parts.join(", ")}`;
}
