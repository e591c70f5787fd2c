import type { Channel } from "../../src/channels/contract.ts";
import { contactId } from "../../src/core/contact-id.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { startAccounts } from "../channels/accounts.ts";
import { fixturesOf } from "../channels/fixtures.ts";

const rounds = 300;
const allowedMs = 0.1;

/** What a bot says most: a sentence, a question with buttons, a long answer, a list too long for buttons. */
const said: Omit<OutboundMessage, "to">[] = [
  { id: "a", urgency: "reply", text: "Chào bạn, mình là trợ lý tự động của Đoàn xã." },
  { id: "b", urgency: "reply", text: "Bạn thích kiểu câu lạc bộ nào?", choices: ["Thể thao", "Văn hóa, nghệ thuật", "Nghề và khởi nghiệp", "Tình nguyện"].map((label, i) => ({ label, payload: `#c:7:${i}` })) },
  { id: "c", urgency: "reply", text: "Đoàn viên đóng đoàn phí 2.000 đồng mỗi tháng. ".repeat(120) },
  { id: "d", urgency: "bulk", text: "Chọn chi đoàn của bạn:", choices: Array.from({ length: 16 }, (_, i) => ({ label: `Chi đoàn thôn số ${i + 1} xã Đoàn Kết`, payload: `#c:8:${i}` })) },
];

/** Milliseconds to parse one webhook and to render one message, for each channel, over its fixtures; beside the bare `JSON.parse` of the same bodies. */
export async function bench(): Promise<Record<string, unknown>> {
  const accounts = await startAccounts();
  const channels = Object.values(accounts.channels);
  const results = Object.fromEntries(channels.map((channel) => [channel.name, measure(channel)]));
  await accounts.stop();
  const worst = Math.max(...Object.values(results).map((one) => one.medianMs));
  return { channels: results, worstMedianMs: worst, allowedMs, ok: worst <= allowedMs };
}

function measure(channel: Channel) {
  const bodies = fixturesOf(channel.name).map((fixture) => JSON.stringify(fixture.body));
  const messages = said.map((one) => ({ ...one, to: contactId({ channel: channel.name, account: channel.account, person: "1001" }) }));
  const bare: number[] = [];
  const events: number[] = [];
  const work = (record: boolean) => {
    bodies.forEach((body, index) => {
      const message = messages[index % messages.length]!;
      const start = performance.now();
      const parsed = JSON.parse(body) as unknown;
      const read = performance.now();
      channel.parse(parsed, 1_795_000_000_000);
      channel.render(message);
      const end = performance.now();
      if (record) {
        bare.push(read - start);
        events.push(end - read);
      }
    });
  };
  for (let i = 0; i < rounds / 3; i++) work(false);
  for (let i = 0; i < rounds; i++) work(true);
  return { events: events.length, medianMs: at(events, 0.5), p99Ms: at(events, 0.99), jsonParseMedianMs: at(bare, 0.5) };
}

function at(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Number(sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(4));
}
