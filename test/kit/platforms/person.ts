import { Inbox, type Reply } from "./inbox.ts";
import { insistOn, postTo, type PostResult, type SignedRequest } from "./signed-request.ts";

export type SendOptions = {
  /** The platform's message id; made up when absent. */
  id?: string;
  /** The platform's time, epoch ms; rises by at least 1 per act of a person when absent. */
  at?: number;
  /** Deliver the very same webhook so many times at once, as platforms do. */
  copies?: number;
  /** Redeliver until the service answers 2xx, at most so many milliseconds. */
  insistMs?: number;
};

/** How one platform words what a person does. */
export type Wording = {
  say(person: string, text: string, options: SendOptions): SignedRequest;
  press(person: string, button: { label: string; payload: string }, options: SendOptions): SignedRequest;
  start(person: string, ref: string | undefined, options: SendOptions): SignedRequest;
  leave?(person: string, options: SendOptions): SignedRequest;
};

const patience = 10_000;

/** A scripted person on one platform: acts through signed webhooks, reads what the service sent to the platform's stand-in. */
export class Person {
  readonly id: string;
  readonly inbox: Inbox;
  readonly #serviceUrl: string;
  readonly #wording: Wording;
  readonly #acts: () => void;
  #lastAt = 0;
  /** The request of the last act, to deliver it again. */
  lastRequest: SignedRequest | undefined;

  constructor(id: string, serviceUrl: string, wording: Wording, inbox: Inbox, acts: () => void) {
    this.id = id;
    this.inbox = inbox;
    this.#serviceUrl = serviceUrl;
    this.#wording = wording;
    this.#acts = acts;
  }

  get replies(): readonly Reply[] {
    return this.inbox.replies;
  }

  get lastReply(): Reply | undefined {
    return this.inbox.replies.at(-1);
  }

  say(text: string, options: SendOptions = {}): Promise<PostResult> {
    return this.send(this.#wording.say(this.id, text, this.#timed(options)), options);
  }

  /** Follow, Get Started or /start, with the payload of an entry link. */
  start(ref?: string, options: SendOptions = {}): Promise<PostResult> {
    return this.send(this.#wording.start(this.id, ref, this.#timed(options)), options);
  }

  /** Unfollows or blocks, where the platform tells. */
  leave(options: SendOptions = {}): Promise<PostResult> {
    if (!this.#wording.leave) throw new Error("this platform does not tell when a person leaves");
    return this.send(this.#wording.leave(this.id, this.#timed(options)), options);
  }

  /** Presses a button of the newest message that has any: by label, by place from 0, or any payload at all. */
  press(button: string | number | { payload: string; label?: string }, options: SendOptions = {}): Promise<PostResult> {
    const found = typeof button === "object" ? { label: button.label ?? button.payload, payload: button.payload } : this.#button(button);
    return this.send(this.#wording.press(this.id, found, this.#timed(options)), options);
  }

  /** Does what a person does to choose a label: presses its button, or its number, or types the number when there are no buttons. */
  choose(label: string, options: SendOptions = {}): Promise<PostResult> {
    const message = this.inbox.replies.findLast((reply) => reply.choices.length > 0 || numberOf(reply.text, label) !== undefined);
    const button = message?.choices.find((choice) => same(choice.label, label));
    if (button) return this.press(button, options);
    const number = message && numberOf(message.text, label);
    if (number === undefined) throw new Error(`nothing called ${JSON.stringify(label)} to choose; last reply: ${JSON.stringify(this.lastReply?.text ?? null)} ${JSON.stringify(this.lastReply?.choices.map((choice) => choice.label) ?? [])}`);
    const numbered = message?.choices.find((choice) => choice.label === number);
    return numbered ? this.press(numbered, options) : this.say(number, options);
  }

  /** Posts any request in this person's name. Resolves with the last copy's answer. */
  async send(request: SignedRequest, options: Pick<SendOptions, "copies" | "insistMs"> = {}): Promise<PostResult> {
    this.lastRequest = request;
    this.#acts();
    const once = () => (options.insistMs ? insistOn(this.#serviceUrl, request, options.insistMs) : postTo(this.#serviceUrl, request));
    const results = await Promise.all(Array.from({ length: options.copies ?? 1 }, once));
    return results.at(-1)!;
  }

  /** The next unread reply. */
  nextReply(timeoutMs = patience): Promise<Reply> {
    return this.inbox.next(() => true, timeoutMs);
  }

  /** The n-th reply ever (from 1), or the first unread one that fits. */
  waitForReply(wanted: number | RegExp | ((reply: Reply) => boolean), timeoutMs = patience): Promise<Reply> {
    if (typeof wanted === "number") return this.inbox.nth(wanted, timeoutMs);
    const check = wanted instanceof RegExp ? (reply: Reply) => wanted.test(reply.text) : wanted;
    return this.inbox.next(check, timeoutMs);
  }

  /** Says something and waits for the next reply. */
  async ask(text: string, timeoutMs = patience): Promise<Reply> {
    await this.say(text);
    return this.nextReply(timeoutMs);
  }

  #button(wanted: string | number) {
    const choices = this.inbox.replies.findLast((reply) => reply.choices.length > 0)?.choices ?? [];
    const button = typeof wanted === "number" ? choices[wanted] : choices.find((choice) => same(choice.label, wanted));
    if (!button) throw new Error(`no button ${JSON.stringify(wanted)}; there are ${JSON.stringify(choices.map((choice) => choice.label))}`);
    return button;
  }

  /** People do one thing after the other: their platform's times rise. */
  #timed(options: SendOptions): SendOptions {
    const at = options.at ?? Math.max(Date.now(), this.#lastAt + 1);
    this.#lastAt = Math.max(this.#lastAt, at);
    return { ...options, at };
  }
}

function same(one: string, other: string): boolean {
  return one.normalize("NFC").trim().toLowerCase() === other.normalize("NFC").trim().toLowerCase();
}

/** The number before a label in a numbered list. */
function numberOf(text: string, label: string): string | undefined {
  return text.split("\n").map((line) => /^(\d+)\. (.*)$/.exec(line)).find((match) => match && same(match[2]!, label))?.[1];
}
