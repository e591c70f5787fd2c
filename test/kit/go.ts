import type { Reply } from "./platforms/index.ts";

/** What a scripted person can do on any channel. */
export type Somebody = { start(): Promise<unknown>; say(text: string): Promise<unknown>; choose(label: string): Promise<unknown>; nextReply(timeoutMs?: number): Promise<Reply> };

/** Says or presses, and reads replies until one fits; fails with everything heard. */
export async function go(who: Somebody, act: { say: string } | { choose: string } | "start", expected: RegExp): Promise<Reply> {
  if (act === "start") await who.start();
  else if ("say" in act) await who.say(act.say);
  else await who.choose(act.choose);
  return hear(who, expected, `after ${JSON.stringify(act)}`);
}

/** Reads replies until one fits. */
export async function hear(who: Somebody, expected: RegExp, when = "", timeoutMs = 10_000): Promise<Reply> {
  const heard: string[] = [];
  for (;;) {
    const reply = await who.nextReply(timeoutMs).catch((cause: Error) => {
      throw new Error(`${when} nothing said ${expected}; heard ${JSON.stringify(heard)}`, { cause });
    });
    heard.push(reply.text);
    if (expected.test(reply.text)) return reply;
  }
}

/** Consent, name and branch, as a newcomer gives them when a flow asks who they are. */
export async function introduce(who: Somebody, name: string, then: RegExp): Promise<Reply> {
  await go(who, { choose: "18 đến 30 tuổi" }, /đồng ý không/);
  await go(who, { choose: "TÔI ĐỒNG Ý" }, /tên là gì/);
  await go(who, { say: name }, /chi đoàn nào/);
  return go(who, { say: "1" }, then);
}

/** Registers a newcomer for a dialogue that is found by its button's payload or the only one offered. */
export async function registerNewcomer(who: Somebody, name: string, opening: { say: string }, choice: string): Promise<Reply> {
  await go(who, opening, /buổi đối thoại nào/);
  await go(who, { choose: choice }, /chỗ/);
  await go(who, { choose: "Đăng ký" }, /nhóm tuổi/);
  await introduce(who, name, /định hỏi gì/);
  await go(who, { choose: "Mình chỉ dự nghe" }, /Người dự/);
  return go(who, { choose: "Đăng ký luôn" }, /Bạn đã có chỗ|danh sách chờ/);
}
