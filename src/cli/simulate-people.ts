import { setTimeout as sleep } from "node:timers/promises";
import { channels, type Channel, type SimulatedReply, type Somebody, type World } from "./simulate-world.ts";

/** What is counted while people talk. */
export type Tally = {
  begun: number;
  done: number;
  replies: number;
  latenciesMs: number[];
  /** What a person waited for in vain, by script and step; never what was said. */
  failures: Map<string, number>;
  /** People who got the same bubble twice in a row. */
  doubled: number;
};

export function newTally(): Tally {
  return { begun: 0, done: 0, replies: 0, latenciesMs: [], failures: new Map(), doubled: 0 };
}

const patienceMs = 20_000;
const shortestThinkMs = 100;
const longestThinkMs = 900;
/** Every fifth message arrives twice at once, as platforms do. */
const copiesEvery = 5;

/** One person's walk through a conversation: acts, waits for what fits, measures, and thinks before going on. */
class Walk {
  private readonly who: Somebody;
  private readonly tally: Tally;
  private readonly signal: AbortSignal;
  private acts: number;
  /** What it waits for, as a pattern of the script. */
  waitsFor = "";

  constructor(who: Somebody, tally: Tally, signal: AbortSignal, number: number) {
    this.who = who;
    this.tally = tally;
    this.signal = signal;
    this.acts = number;
  }

  start(expected: RegExp): Promise<SimulatedReply> {
    return this.act(() => this.who.start(), expected);
  }

  say(text: string, expected: RegExp): Promise<SimulatedReply> {
    return this.act(() => this.who.say(text, this.acts++ % copiesEvery === 0 ? { copies: 2 } : {}), expected);
  }

  choose(label: string, expected: RegExp): Promise<SimulatedReply> {
    return this.act(() => this.who.choose(label), expected);
  }

  private async act(go: () => Promise<unknown>, expected: RegExp): Promise<SimulatedReply> {
    await sleep(shortestThinkMs + Math.random() * (longestThinkMs - shortestThinkMs), undefined, { signal: this.signal });
    const sentAt = Date.now();
    this.waitsFor = expected.source;
    await go();
    for (;;) {
      const reply = await this.who.nextReply(patienceMs);
      this.tally.replies += 1;
      if (!expected.test(reply.text)) continue;
      this.tally.latenciesMs.push(Math.max(0, reply.at - sentAt));
      return reply;
    }
  }
}

/** What people come for; each begins as a stranger. */
const scripts: Record<string, (walk: Walk, number: number) => Promise<unknown>> = {
  async "join-club"(walk, number) {
    await walk.start(/trợ lý tự động/);
    await walk.say("tham gia clb bóng đá", /CLB Bóng đá/);
    await walk.choose("Tham gia", /nhóm tuổi/);
    await introduce(walk, number, /Vì sao/);
    await walk.choose("Bỏ qua", /Mình đăng ký/);
    await walk.choose("Đăng ký luôn", /chào mừng bạn|đủ/);
  },
  async "register-dialogue"(walk, number) {
    await walk.say("đăng ký đối thoại", /buổi đối thoại nào/);
    await walk.say("1", /chỗ/);
    await walk.choose("Đăng ký", /nhóm tuổi/);
    await introduce(walk, number, /định hỏi gì/);
    await walk.choose("Mình chỉ dự nghe", /Người dự/);
    await walk.choose("Đăng ký luôn", /Bạn đã có chỗ|danh sách chờ/);
  },
  async "ask-question"(walk, number) {
    await walk.say("gửi câu hỏi", /gửi câu hỏi cho ai/);
    await walk.choose("Đoàn xã", /chuyện gì/);
    await walk.say("1", /viết câu hỏi/);
    const offered = await walk.say(`Nhà văn hóa thôn số ${number} bao giờ mở cửa buổi tối ạ?`, /kèm tên hay ẩn danh|gần giống/);
    if (/gần giống/.test(offered.text)) await walk.choose("Không có ở đây", /kèm tên hay ẩn danh/);
    await walk.choose("Ẩn danh", /xem lại giúp mình/);
    await walk.choose("Gửi đi", /Mã theo dõi/);
  },
  async "look-up"(walk) {
    await walk.start(/trợ lý tự động/);
    await walk.say("e 15t vô đoàn dc chưa", /từ 16 đến 30 tuổi/);
    await walk.say("menu", /làm gì/);
  },
};

async function introduce(walk: Walk, number: number, then: RegExp): Promise<void> {
  await walk.choose("18 đến 30 tuổi", /đồng ý không/);
  await walk.say("TÔI ĐỒNG Ý", /tên là gì/); // in words: a typed number is no consent, and the Zalo bot has no buttons
  await walk.say(`Nguyễn Văn ${["An", "Bình", "Chi", "Dũng", "Giang"][number % 5]}`, /chi đoàn nào/);
  await walk.say("1", then);
}

/** Plays one person from beginning to end. Never throws: what goes wrong is tallied. */
export async function playPerson(number: number, world: World, tally: Tally, signal: AbortSignal): Promise<void> {
  const channel: Channel = channels[number % channels.length]!;
  const names = Object.keys(scripts);
  const name = names[Math.floor(number / channels.length) % names.length]!;
  tally.begun += 1;
  let walk: Walk | undefined;
  try {
    const who = await world.person(channel, number);
    walk = new Walk(who, tally, signal, number);
    await scripts[name]!(walk, number);
    const replies = who.replies ?? [];
    if (replies.some((reply, index) => index > 0 && reply.text === replies[index - 1]!.text)) tally.doubled += 1;
    tally.done += 1;
  } catch (error) {
    if (signal.aborted) return;
    const place = `${channel}, ${name}: ${walk ? `waited in vain for /${walk.waitsFor}/` : "could not begin"} (${error instanceof Error ? error.name : "error"})`;
    tally.failures.set(place, (tally.failures.get(place) ?? 0) + 1);
  }
}
