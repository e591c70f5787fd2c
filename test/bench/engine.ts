import { createLibrary } from "../../src/conversation/create-library.ts";
import type { EngineContext, EngineInput } from "../../src/conversation/engine-contract.ts";
import { play } from "../../src/conversation/engine.ts";
import { parseFlow } from "../../src/conversation/parse-flow.ts";
import type { Session } from "../../src/conversation/session.ts";

const yaml = `
flow: three-questions
version: 1
remind: 30m
steps:
  ask-name: { ask: text, text: ask-name, save: name, valid: "size(value) >= 2 && size(value) <= 60" }
  ask-kind:
    ask: choice
    text: ask-kind
    with: { name: vars.name }
    save: kind
    choices:
      - { value: sport, label: sport }
      - { value: arts, label: arts }
      - { value: trade, label: trade }
      - { value: volunteering, label: volunteering }
  ask-age: { ask: number, text: ask-age, save: age, valid: "value >= 6 && value <= 100" }
  done: { end: done, text: done, with: { name: vars.name, age: vars.age } }
`;
const texts: Record<string, string> = { "ask-name": "Bạn tên gì?", "ask-kind": "{name} thích gì?", "ask-age": "Bạn bao nhiêu tuổi?", done: "Cảm ơn {name}, {age} tuổi.", sport: "Thể thao", arts: "Văn nghệ", trade: "Nghề nghiệp", volunteering: "Tình nguyện" };
const script: EngineInput[] = [{ kind: "start", flow: "three-questions" }, { kind: "text", text: "Nguyễn Thị Lan" }, { kind: "text", text: "tinh nguyen" }, { kind: "text", text: "17" }];
const conversations = 30_000;

/** Turns a second of a three-question flow on one core, the session serialised and read back each turn. goflow, measured by its authors: 3,000. */
export async function bench(): Promise<Record<string, unknown>> {
  const { flow, problems } = parseFlow(yaml, "three-questions.yaml");
  if (!flow) throw new Error(JSON.stringify(problems));
  const context: EngineContext = {
    library: createLibrary([flow]),
    now: 1_795_000_000_000,
    locale: "vi",
    text: (key, params) => texts[key.replace(/^.*:/, "")]?.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name])) ?? key,
    contact: { name: "", locale: "vi", consents: {} },
    nextAsk: 1,
    maxChoices: 13,
  };
  talk(context, 3000);
  const start = performance.now();
  const ended = talk(context, conversations);
  const seconds = (performance.now() - start) / 1000;
  if (ended !== conversations) throw new Error(`only ${ended} of ${conversations} conversations came to their end`);
  const turns = conversations * script.length;
  return { turnsPerSecond: Math.round(turns / seconds), turns, seconds: Number(seconds.toFixed(2)), baseline: baseline(turns), goflowTurnsPerSecond: 3000 };
}

function talk(context: EngineContext, count: number): number {
  let ended = 0;
  for (let i = 0; i < count; i++) {
    let stored = "null";
    let nextAsk = 1;
    for (const input of script) {
      const played = play(JSON.parse(stored) as Session | null, input, { ...context, nextAsk });
      nextAsk = played.nextAsk;
      stored = JSON.stringify(played.session);
      if (played.events.some((event) => event.type === "flow-ended" && event.outcome === "done")) ended++;
    }
  }
  return ended;
}

/** What serialising and reading back alone would allow: the engine cannot be faster than this. */
function baseline(turns: number): { jsonOnlyPerSecond: number } {
  const session = JSON.stringify({ frames: [{ flow: "three-questions", version: 1, step: "ask-kind", vars: { name: "Nguyễn Thị Lan" } }], ask: { number: 2, at: 1, choices: Object.values(texts).slice(4).map((label) => ({ label, value: label })), misses: 0, reminded: false }, startedAt: 1 });
  const start = performance.now();
  for (let i = 0; i < turns; i++) JSON.stringify(JSON.parse(session));
  return { jsonOnlyPerSecond: Math.round(turns / ((performance.now() - start) / 1000)) };
}
