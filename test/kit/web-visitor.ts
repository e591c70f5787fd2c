import type { Reply } from "./platforms/index.ts";
import { until } from "./until.ts";

type Entry = { id: string; from: "bot" | "me"; text: string; choices: { label: string; payload: string }[]; at: number };

/** A scripted visitor of the web chat: cookie, POST in, history out. The same moves as a platform's person. */
export class WebVisitor {
  private readonly url: string;
  private cookie = "";
  private read = 0;
  private count = 0;
  private replies: Reply[] = [];

  constructor(url: string) {
    this.url = url;
  }

  async open(): Promise<void> {
    const answer = await fetch(`${this.url}/`);
    this.cookie = answer.headers.getSetCookie()[0]!.split(";")[0]!;
  }

  say(text: string): Promise<void> {
    return this.post({ text });
  }

  start(): Promise<void> {
    return this.post({ start: true });
  }

  async choose(label: string): Promise<void> {
    const choice = this.replies.findLast((reply) => reply.choices.length > 0)?.choices.find((one) => one.label === label);
    if (!choice) throw new Error(`no button ${label}; the last words were ${this.replies.at(-1)?.text}`);
    await this.post({ payload: choice.payload, title: choice.label });
  }

  async nextReply(): Promise<Reply> {
    return until("the web chat has a reply", async () => {
      const { entries } = (await fetch(`${this.url}/chat/history`, { headers: { cookie: this.cookie } }).then((answer) => answer.json())) as { entries: Entry[] };
      const known = new Set(this.replies.map((reply) => reply.id));
      for (const entry of entries) if (entry.from === "bot" && !known.has(entry.id)) this.replies.push({ to: "", id: entry.id, text: entry.text, choices: entry.choices, at: entry.at, raw: entry });
      return this.replies.length > this.read ? this.replies[this.read++] : undefined;
    });
  }

  async history(): Promise<Entry[]> {
    return ((await fetch(`${this.url}/chat/history`, { headers: { cookie: this.cookie } }).then((answer) => answer.json())) as { entries: Entry[] }).entries;
  }

  private async post(body: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.url}/chat/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: this.cookie },
      body: JSON.stringify({ id: `act-${this.count++}`, ...body }),
    });
    if (answer.status !== 202) throw new Error(`the web chat answered ${answer.status}`);
  }
}
