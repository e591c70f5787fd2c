import { randomUUID } from "node:crypto";
import type { AudienceQuery } from "../broadcasts/index.ts";
import { NoticeTextMistake, checkNoticeText } from "../jobs/notice-text.ts";
import { listExists } from "../service/broadcasts.ts";
import type { Service } from "../service/service.ts";
import { sendBroadcast, watchBroadcast } from "./broadcast-progress.ts";
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
      // Whoever types it now means now.
      await sendBroadcast(service, { _id: id, kind: "notice", purpose: "news", urgent: true, audience, content: { texts: { vi: text } } });
      print(`Broadcast ${id}`);
      return watchBroadcast(service, id);
    });
  },
};

function read(words: string[]): { text: string; to: string } {
  const at = words.indexOf("--to");
  const to = at >= 0 ? words[at + 1] : undefined;
  const text = words.filter((_, index) => at < 0 || (index !== at && index !== at + 1)).join(" ").normalize("NFC").trim();
  if (!to || !text) throw new CommandMistake('Say what and to whom: broadcast "TEXT" --to club:ID|dialogue:ID|all.');
  if (text.length > longestText) throw new CommandMistake(`The text has ${text.length} characters; at most ${longestText} fit everywhere.`);
  try {
    checkNoticeText(text);
  } catch (error) {
    if (error instanceof NoticeTextMistake) throw new CommandMistake("The text has braces that are no variable of {name}, {branch} or {unit}.");
    throw error;
  }
  return { text, to };
}

async function audienceOf(to: string, service: Service): Promise<AudienceQuery> {
  if (to === "all") return { everyone: true };
  const [kind, id] = [to.slice(0, to.indexOf(":")), to.slice(to.indexOf(":") + 1)];
  if ((kind !== "club" && kind !== "dialogue") || !id) throw new CommandMistake(`Nobody is meant by "${to}": say club:ID, dialogue:ID or all.`);
  if (!(await listExists(service, kind, id))) throw new CommandMistake(`There is no ${kind} ${id}; see \`npm run cli -- ${kind}s list\`.`);
  return kind === "club" ? { clubs: [id] } : { dialogues: [{ id, who: "registered" }] };
}
