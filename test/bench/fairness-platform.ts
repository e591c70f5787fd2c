import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Messenger pages and Telegram bots in a process of their own. Page "slow" answers after 30 s, the others after 20 ms. Bot 1
 * takes 30 messages in any second, bot 2 takes ten, and who sends faster hears 429 with `retry_after` 1. `GET /take` hands over
 * the delays seen since the last time, by the clock in each text, and the bots' counts.
 */
const allowed = new Map([["1", 30], ["2", 10]]);
const counts = new Map([...allowed.keys()].map((bot) => [bot, { taken: 0, refused: 0, seen: new Set<string>(), doubled: 0 }]));
const lately = new Map<string, number[]>([...allowed.keys()].map((bot) => [bot, []]));
let delays: number[] = [];
let serial = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const path = request.url ?? "";
    if (path === "/take") return answer(response, 200, take());
    const bot = /^\/bot(\d+):/.exec(path)?.[1];
    if (bot) return telegram(bot, Buffer.concat(chunks).toString(), response);
    const { message } = JSON.parse(Buffer.concat(chunks).toString()) as { message: { text: string } };
    const slow = path.includes("/slow/");
    if (!slow) delays.push(clock() - Number(message.text.split(" ")[0]));
    setTimeout(() => answer(response, 200, { recipient_id: "1", message_id: `m${serial++}` }), slow ? 30_000 : 20);
  });
});

function telegram(bot: string, body: string, response: ServerResponse): void {
  const now = clock();
  const second = lately.get(bot)!.filter((at) => at > now - 1000);
  const count = counts.get(bot)!;
  lately.set(bot, second);
  if (second.length >= allowed.get(bot)!) {
    count.refused++;
    return answer(response, 429, { ok: false, error_code: 429, description: "Too Many Requests: retry after 1", parameters: { retry_after: 1 } });
  }
  second.push(now);
  count.taken++;
  const { text } = JSON.parse(body) as { text: string };
  if (count.seen.has(text)) count.doubled++;
  count.seen.add(text);
  return answer(response, 200, { ok: true, result: { message_id: serial++ } });
}

function take(): unknown {
  const taken = { delays, bots: Object.fromEntries([...counts].map(([bot, { taken, refused, doubled }]) => [bot, { taken, refused, doubled }])) };
  delays = [];
  return taken;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const json = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(json) }).end(json);
}

/** One clock for both processes. */
function clock(): number {
  return performance.timeOrigin + performance.now();
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
