import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: "events failed: events and replies set aside after their last try; events retry ID: puts one back",
  async run([verb, id]) {
    if (verb === "failed") return failed();
    if (verb === "retry" && id) return retry(id);
    throw new CommandMistake("Say `events failed` or `events retry ID`.");
  },
};

/** No texts and no names: the event's own list in the console shows them to whom they concern. */
async function failed(): Promise<number> {
  return withService({ work: false }, async ({ lanes, config }) => {
    const rows = [...(await lanes.failed("in")), ...(await lanes.failed("out"))];
    const time = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: config.TIME_ZONE });
    for (const row of rows) print(`${row.id}  ${time.format(row.at)}  ${row.contact}  ${kindOf(String(row["item"]))}  ${String(row["error"])}`);
    print(rows.length === 0 ? "No event is set aside." : `${rows.length} set aside; put one back with: npm run cli -- events retry ID`);
    return 0;
  });
}

async function retry(id: string): Promise<number> {
  return withService({ work: true }, async ({ lanes }) => {
    const found = (await lanes.retryFailed("in", id)) || (await lanes.retryFailed("out", id));
    print(found ? "It is back in its person's list." : "There is no such event; see `events failed`.");
    return found ? 0 : 1;
  });
}

function kindOf(item: string): string {
  try {
    const { input } = JSON.parse(item) as { input?: { kind: string } };
    return input ? input.kind : "reply";
  } catch {
    return "unreadable";
  }
}
