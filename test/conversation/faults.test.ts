import { describe, expect, it } from "vitest";
import type { EngineContext, EngineInput } from "../../src/conversation/engine-contract.ts";
import { createLibrary } from "../../src/conversation/create-library.ts";
import { play } from "../../src/conversation/engine.ts";
import type { Session } from "../../src/conversation/session.ts";
import { Conversation, fixture, trial } from "./conversation.ts";

const sorry = "Xin lỗi, có trục trặc.";

describe("an author's mistake closes the flow and is told kindly", () => {
  it.each([
    ["a: { say: nowhere }", "no-such-text"],
    ["a: { say: x, go: nowhere }", "no-such-step"],
    ["a: { say: x, go: a }", "budget"],
    ["a: { say: x, with: { n: 1 / 0 } }", "expression"],
    ["a: { ask: choice, text: x, choices: [{ value: a, label: x, when: '1 == 2' }] }", "expression"],
  ])("%s", (steps, reason) => {
    const talk = new Conversation(trial(steps));
    expect(talk.start("trial").slice(-2)).toEqual([`failed: ${reason}`, sorry]);
    expect(talk.session).toBeNull();
  });

  it("counts steps over effects of one turn, and anew in the next", () => {
    const talk = new Conversation(trial("a: { do: b }\nq: { say: x, go: a }"));
    talk.start("trial");
    let effects = 1;
    while (effects < 100 && talk.lines(talk.play({ kind: "result", outcome: "ok" })).at(-1)?.startsWith("effect")) effects++;
    expect(effects).toBe(25);
  });

  it("knows no such flow", () => expect(new Conversation().start("nowhere")).toEqual(["failed: no-such-flow", sorry]));
});

/** Repeatable: a failure names its seed. */
function random(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x6d2b79f5;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const words = ["Lan", "1", "2", "số 3", "tôi đồng ý", "không", "", " ", "\ud800", "😀", "a".repeat(3000), "5/3/2007", "0912345678", "#c:1:0", "__proto__", "xem thêm", "bỏ qua", "16", "{name}", "bóng"];
const outcomes = ["joined", "already", "constructor", "toString", ""];

function randomInput(next: () => number): EngineInput {
  const pick = <T>(list: T[]): T => list[Math.floor(next() * list.length)]!;
  const number = Math.floor(next() * 12) - 1;
  return pick<EngineInput>([
    { kind: "text", text: pick(words) },
    { kind: "text", text: pick(words) },
    { kind: "press", ask: number, index: Math.floor(next() * 6) - 1 },
    { kind: "media", media: "image" },
    { kind: "tick", ask: number },
    { kind: "repeat" },
    { kind: "result", outcome: pick(outcomes), values: { code: "x" } },
    { kind: "page", options: [{ value: "a", label: "A" }, { value: "b", label: "" }], more: next() < 0.5 },
    { kind: "start", flow: pick(["ask", "choose", "do", "call", "say", "nowhere", "__proto__"]) },
  ]);
}

const flows = ["say", "ask", "choose", "check", "do", "call", "end", "hand-over"].map(fixture);

describe("never throws and stays JSON", () => {
  it("whatever comes in whatever order", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      const talk = new Conversation(...flows);
      talk.start("ask");
      for (let turn = 0; turn < 25; turn++) {
        talk.now += Math.floor(next() * 3_600_000);
        talk.play(randomInput(next));
      }
    }
  });

  it("whatever the stored session holds", () => {
    const context: EngineContext = { library: createLibrary(flows), now: 0, locale: "vi", text: () => "t", contact: {}, nextAsk: 1, maxChoices: 5 };
    const good = JSON.stringify({ frames: [{ flow: "ask", version: 1, step: "name", vars: {} }], ask: { number: 1, at: 0, choices: [{ label: "a", value: "b" }], misses: 0, reminded: false }, startedAt: 0 });
    const damage = ["null", "[]", "{}", "1", '"x"', "true", '{"__proto__":1}', "-1", "[[]]", '{"frames":[]}'];
    for (let seed = 1; seed <= 3000; seed++) {
      const next = random(seed);
      const tokens = good.match(/"[^"]*"|[\d.]+|[[\]{}:,]|\w+/g)!;
      const values = tokens.flatMap((token, index) => (tokens[index - 1] === ":" && /^["\dtf]/.test(token) ? [index] : []));
      tokens[values[Math.floor(next() * values.length)]!] = damage[Math.floor(next() * damage.length)]!;
      const played = play(JSON.parse(tokens.join("")) as Session, randomInput(next), context);
      expect(JSON.parse(JSON.stringify(played.session)), `seed ${seed}`).toStrictEqual(played.session);
    }
    for (const session of damage) expect(play(JSON.parse(session) as Session, { kind: "text", text: "a" }, context).session).toBeNull();
  });

  it("even when the texts themselves throw", () => {
    const context = { library: createLibrary(flows), now: 0, locale: "vi", text: () => { throw new Error("secret"); }, contact: {}, nextAsk: 1, maxChoices: 5 };
    const played = play(null, { kind: "start", flow: "say" }, context);
    expect(played.events.at(-1)).toMatchObject({ type: "failed", detail: "Error" });
  });
});

it("leaves the caller's session as it was", () => {
  const talk = new Conversation(fixture("ask"));
  talk.start("ask");
  const stored = talk.session!;
  const before = JSON.stringify(stored);
  const context: EngineContext = { library: createLibrary([fixture("ask")]), now: 5, locale: "vi", text: () => "t", contact: { name: "" }, nextAsk: 9, maxChoices: 5 };
  for (const input of [{ kind: "text", text: "Lan" }, { kind: "text", text: "L" }, { kind: "media", media: "image" }] as const) play(stored, input, context);
  expect(JSON.stringify(stored)).toBe(before);
});
