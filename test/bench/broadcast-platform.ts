import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Messenger pages, Telegram and Zalo bots in a process of their own, which takes sends and remembers who got what. With LIMIT
 * each account takes so many in any second and refuses more; with FAULTS 2 % of people have blocked it, 3 % meet an error once,
 * for 1 % it takes the message and never answers. `GET /stats`: counts; `POST /reset` forgets.
 */
const limits = JSON.parse(process.env["LIMITS"] ?? "{}") as Record<string, number>;
/** Seconds the bots ask for when too much comes. */
const retryAfter = Number(process.env["RETRY_AFTER"] ?? 1);
const faults = process.env["FAULTS"] === "1";
let got = new Map<string, number>();
let tried = new Set<string>();
let counts = { taken: 0, refused: 0, blocked: 0, temporary: 0, hung: 0, replies: 0 };
const lately = new Map<string, number[]>();
/** What counted against each account's limit. */
let accounts = new Map<string, { counted: number; refused: number; first: number; last: number }>();
let replyDelays: number[] = [];
let takenAt: number[] = [];
let serial = 0;
let firstOfMessenger: { person: string; mid: string }[] = [];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const path = (request.url ?? "").split("?")[0]!;
    if (path === "/stats") return answer(response, 200, stats());
    if (path === "/reset") return reset(response);
    // Nobody writes to the bots; a poll that ended at once would only be asked again.
    if (path.endsWith("/getUpdates")) return void setTimeout(() => answer(response, 200, { ok: true, result: [] }), 20_000);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { recipient?: { id: string }; chat_id?: string | number; message?: { text?: string }; text?: string };
    const bot = /^\/bot([^/]+)\//.exec(path)?.[1];
    const account = bot ? `bot-${bot.split(":")[0]}` : `page-${path.split("/").at(-2)}`;
    take(account, String(body.recipient?.id ?? body.chat_id), body.message?.text ?? body.text ?? "", bot !== undefined, response);
  });
});

function take(account: string, person: string, text: string, isBot: boolean, response: ServerResponse): void {
  const now = performance.timeOrigin + performance.now();
  const asked = /^echo (\d+(?:\.\d+)?)/.exec(text)?.[1];
  const ok = () => answer(response, 200, isBot ? { ok: true, result: { message_id: ++serial } } : { recipient_id: person, message_id: `m${++serial}` });
  if (text.includes("Mình là trợ lý") || asked || !text.startsWith("Thông báo")) {
    counts.replies++;
    if (asked) replyDelays.push(now - Number(asked));
    else replied?.(person, now);
    return ok();
  }
  const limit = limits[account];
  const known = accounts.get(account) ?? { counted: 0, refused: 0, first: now, last: now };
  accounts.set(account, known);
  if (limit !== undefined) {
    const second = (lately.get(account) ?? []).filter((at) => at > now - 1000);
    lately.set(account, second);
    if (second.length >= limit) {
      counts.refused++;
      known.refused++;
      return isBot ? answer(response, 429, { ok: false, error_code: 429, description: `Too Many Requests: retry after ${retryAfter}`, parameters: { retry_after: retryAfter } }) : answer(response, 400, { error: { message: "(#613) Calls to this api have exceeded the rate limit.", type: "OAuthException", code: 613, fbtrace_id: "x" } });
    }
    second.push(now);
  }
  known.counted++;
  known.last = now;
  const key = `${account}|${person}`;
  const kind = faults ? Number(person.slice(-4)) % 100 : 50;
  if (kind < 2) {
    counts.blocked++;
    return isBot ? answer(response, 403, { ok: false, error_code: 403, description: "Forbidden: bot was blocked by the user" }) : answer(response, 400, { error: { message: "(#551) This person isn't available right now.", type: "OAuthException", code: 551, error_subcode: 1545041, fbtrace_id: "x" } });
  }
  if (kind < 5 && !tried.has(key)) {
    tried.add(key);
    counts.temporary++;
    return isBot ? answer(response, 429, { ok: false, error_code: 429, description: "Too Many Requests: retry after 1", parameters: { retry_after: 0 } }) : answer(response, 500, { error: { message: "Service temporarily unavailable", type: "OAuthException", code: 2, is_transient: true, fbtrace_id: "x" } });
  }
  got.set(key, (got.get(key) ?? 0) + 1);
  if (firstOfMessenger.length < 10 && account === "page-700") firstOfMessenger.push({ person, mid: `m${serial + 1}` });
  counts.taken++;
  takenAt.push(now);
  if (kind === 99) return void counts.hung++;
  return ok();
}

let replied: ((person: string, at: number) => void) | undefined;
const answers = new Map<string, number>();
replied = (person, at) => answers.set(person, at);

function stats(): unknown {
  const now = performance.timeOrigin + performance.now();
  const twice = [...got].filter(([, count]) => count > 1).length;
  const lastSecond = takenAt.filter((at) => at > now - 1000).length;
  const told = { ...counts, people: got.size, twice, lastSecond, first: takenAt[0] ?? 0, last: takenAt.at(-1) ?? 0, firstOfMessenger, replyDelays, answers: Object.fromEntries(answers), accounts: Object.fromEntries(accounts), now };
  replyDelays = [];
  answers.clear();
  return told;
}

function reset(response: ServerResponse): void {
  got = new Map();
  tried = new Set();
  takenAt = [];
  firstOfMessenger = [];
  accounts = new Map();
  counts = { taken: 0, refused: 0, blocked: 0, temporary: 0, hung: 0, replies: 0 };
  answer(response, 200, {});
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const json = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(json) }).end(json);
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
