import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "./platforms/index.ts";
import { until } from "./until.ts";

type Entry = { id: string; from: "bot" | "me"; text: string; choices: { label: string; payload: string }[]; at: number };

/** `address`: where they seem to come from, as a proxy before the service tells it; `lookMs`: how often they look for replies. */
export type VisitorOptions = { address?: string; lookMs?: number };

/** A scripted visitor of the web chat: cookie, POST in, history out. The same moves as a platform's person. */
export class WebVisitor {
  private readonly url: string;
  private cookie = "";
  private read = 0;
  private count = 0;
  private replies: Reply[] = [];

  private readonly options: VisitorOptions;

  constructor(url: string, options: VisitorOptions = {}) {
    this.url = url;
    this.options = options;
  }

  private get headers(): Record<string, string> {
    return { ...(this.cookie ? { cookie: this.cookie } : {}), ...(this.options.address ? { "x-forwarded-for": this.options.address } : {}) };
  }

  async open(): Promise<void> {
    const answer = await fetch(`${this.url}/`, { headers: this.headers });
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

  async nextReply(timeoutMs?: number): Promise<Reply> {
    return until("the web chat has a reply", async () => {
      const { entries } = (await fetch(`${this.url}/chat/history`, { headers: this.headers }).then((answer) => answer.json())) as { entries: Entry[] };
      const known = new Set(this.replies.map((reply) => reply.id));
      for (const entry of entries) if (entry.from === "bot" && !known.has(entry.id)) this.replies.push({ to: "", id: entry.id, text: entry.text, choices: entry.choices, at: entry.at, raw: entry });
      if (this.replies.length > this.read) return this.replies[this.read++];
      if (this.options.lookMs) await sleep(this.options.lookMs);
      return undefined;
    }, timeoutMs);
  }

  async history(): Promise<Entry[]> {
    return ((await fetch(`${this.url}/chat/history`, { headers: this.headers }).then((answer) => answer.json())) as { entries: Entry[] }).entries;
  }

  private async post(body: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.url}/chat/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.headers },
      body: JSON.stringify({ id: `act-${this.count++}`, ...body }),
    });
    if (answer.status !== 202) throw new Error(`the web chat answered ${answer.status}`);
  }
}
