import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Inbox, type Reply } from "./inbox.ts";
import { Person, type Wording } from "./person.ts";

/** One request of the service to the platform. */
export type Call = { httpMethod: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: unknown; /** The bytes, for forms and uploads. */ raw: Buffer; /** Aborts when the caller has gone or was answered. */ gone: AbortSignal };

/** What the platform answers; a body of bytes is a file; `delivered` reaches the person, `violation` says which documented rule the call breaks. */
export type Outcome = { status: number; body: unknown; headers?: Record<string, string>; delivered?: Omit<Reply, "at">; violation?: string };

/** The rules of one platform. `Fault` is how its errors are named. */
export type Rules<Fault> = {
  receive(call: Call): Outcome | Promise<Outcome>;
  /** The person a call is meant for, for injections and blocks. */
  recipientOf(call: Call): string | undefined;
  fault(fault: Fault, call: Call): Outcome;
  /** Calls of the platform's own traffic (polling): injections hit them only by `path`. */
  background?(call: Call): boolean;
  wording: Wording;
};

export type Injection<Fault> = {
  /** Only calls to this person. */
  to?: string;
  /** Only calls whose path contains this. */
  path?: string;
  /** How many calls it hits; 1 unless given, Infinity for all. */
  times?: number;
  delayMs?: number;
  /** The platform's own error instead of taking the message. */
  error?: Fault;
  /** A bare HTTP status with a page of HTML, as gateways send. */
  status?: number;
  /** Never answers. With `taken`, the message reaches the person all the same. */
  hang?: boolean;
  /** Closes the connection without an answer. With `taken`, the message reaches the person all the same. */
  close?: boolean;
  taken?: boolean;
};

/** A local server in place of a platform's API. Its checks are the facts' limits; what breaks them is refused as documented and noted in `violations`. */
export class StandIn<Fault> {
  readonly violations: string[] = [];
  /** Everything delivered to anybody, in order. */
  readonly messages: Reply[] = [];
  /** Number of HTTP requests received, refused ones included. */
  calls = 0;
  url = "";
  readonly #rules: Rules<Fault>;
  readonly #inboxes = new Map<string, Inbox>();
  readonly #lasting = new Map<string, Fault>();
  #injections: (Injection<Fault> & { left: number })[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(rules: Rules<Fault>) {
    this.#rules = rules;
    this.#server.keepAliveTimeout = 60_000; // longer than any client's, so that no call meets a closing connection
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => this.#server.once("error", reject).listen(port, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A person who writes to the service at `serviceUrl`. Asking for the same id again gives the same inbox. */
  person(id: string, serviceUrl: string): Person {
    return new Person(id, serviceUrl, this.#rules.wording, this.inbox(id), () => this.#lasting.delete(id));
  }

  inbox(id: string): Inbox {
    const inbox = this.#inboxes.get(id) ?? new Inbox();
    this.#inboxes.set(id, inbox);
    return inbox;
  }

  /** Makes coming calls fail or drag; several injections are used up one after the other. Returns how to take it back. */
  inject(injection: Injection<Fault>): () => void {
    const rule = { ...injection, left: injection.times ?? 1 };
    this.#injections.push(rule);
    return () => (this.#injections = this.#injections.filter((one) => one !== rule));
  }

  /** Every call to this person fails like this until the person acts again (blocked, window closed). */
  refuse(person: string, fault: Fault): void {
    this.#lasting.set(person, fault);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const call = await readCall(request, goneSignal(response)).catch(() => undefined);
    if (!call) return void response.destroy();
    const recipient = this.#rules.recipientOf(call);
    const injection = this.#take(call, recipient);
    if (injection?.delayMs) await new Promise((resolve) => setTimeout(resolve, injection.delayMs));
    const refusal = injection?.error ?? (recipient === undefined ? undefined : this.#lasting.get(recipient));
    if (injection?.status !== undefined) return void response.writeHead(injection.status, { "content-type": "text/html" }).end("<html>gateway</html>");
    if ((injection?.hang || injection?.close) && !injection.taken) return void (injection.close && request.socket.destroy());
    const outcome = refusal === undefined ? await this.#rules.receive(call) : this.#rules.fault(refusal, call);
    this.#note(outcome);
    if (injection?.hang) return;
    if (injection?.close) return void request.socket.destroy();
    const file = Buffer.isBuffer(outcome.body);
    const body = file ? (outcome.body as Buffer) : JSON.stringify(outcome.body);
    response.writeHead(outcome.status, { "content-type": file ? "application/octet-stream" : "application/json", "content-length": Buffer.byteLength(body), ...outcome.headers }).end(body);
  }

  #take(call: Call, recipient: string | undefined): Injection<Fault> | undefined {
    const rule = this.#injections.find((one) => one.left > 0 && (one.to === undefined || one.to === recipient) && (one.path === undefined ? !this.#rules.background?.(call) : call.path.includes(one.path)));
    if (rule) rule.left -= 1;
    return rule;
  }

  #note(outcome: Outcome): void {
    if (outcome.violation) this.violations.push(outcome.violation);
    if (!outcome.delivered) return;
    const reply: Reply = { ...outcome.delivered, at: Date.now() };
    this.messages.push(reply);
    this.inbox(reply.to).add(reply);
  }
}

function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}

function readCall(request: IncomingMessage, gone: AbortSignal): Promise<Call> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", reject);
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://stand-in");
      const raw = Buffer.concat(chunks);
      resolve({ httpMethod: request.method ?? "", path: url.pathname, query: url.searchParams, headers: request.headers, body: parsed(raw), raw, gone });
    });
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
