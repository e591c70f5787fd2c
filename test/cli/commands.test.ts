import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../kit/command-line.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/index.ts";
import { until } from "../kit/until.ts";

/** Commands on a data folder on which no service runs: they bring the engines up, work and take them down again. */
let dataDir: string;
let platform: MessengerPlatform;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "cau noi cli "));
  platform = await startMessengerPlatform();
});
afterAll(async () => {
  await platform.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
const run = (words: string[], input?: string) => runCommand(words, { ...platform.env, DATA_DIR: dataDir }, input);

describe("the command line", { timeout: 60_000 }, () => {
  it("lists its commands, and refuses what it does not know", async () => {
    expect((await run([])).out).toMatch(/broadcast[\s\S]*config[\s\S]*flows|chat[\s\S]*broadcast/);
    expect(await run(["dance"])).toMatchObject({ code: 2 });
  });

  it("checks the settings", async () => {
    expect(await runCommand(["config", "check"], {})).toMatchObject({ code: 0, out: "The settings are in order.\n" });
    const wrong = await runCommand(["config", "check"], { PORT: "x" });
    expect(wrong).toMatchObject({ code: 1, out: "PORT must be a whole number from 0 to 65535.\n" });
  });

  it("checks, lists and draws the flows", async () => {
    expect((await run(["flows", "check"])).out).toMatch(/^\d+ flows are in order\.\n$/);
    expect((await run(["flows", "diagram", "join-club"])).out).toMatch(/^flowchart/);
    expect(await run(["flows", "diagram", "nowhere"])).toMatchObject({ code: 2 });
  });

  it("understands line by line, one JSON object each", async () => {
    const { out } = await run(["understand"], "mún zô clb bóng đá\n\nđoàn phí bao nhiêu một tháng\n");
    const lines = out.trim().split("\n").map((line) => JSON.parse(line));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ text: "mún zô clb bóng đá", decision: "flow", flow: "join-club" });
    expect(lines[1]).toMatchObject({ decision: "none", candidates: [] });
    expect(lines[2]).toMatchObject({ decision: "answer", answer: "faq-009" });
    for (const line of lines) expect(line.ms).toBeTypeOf("number");
  });

  it("talks in the terminal and leaves nothing behind", async () => {
    const { out, code } = await run(["chat"], "đoàn phí bao nhiêu một tháng\nmenu\n#1\n");
    expect(code).toBe(0);
    expect(out).toMatch(/2\.000 đồng\/tháng[\s\S]*\[1\] Tham gia CLB[\s\S]*Bạn thích kiểu câu lạc bộ nào/);
    expect((await run(["chat", "no-such-flow"])).code).toBe(2);
  });

  it("plays a webhook body from a file once, and again when told to", async () => {
    const { body } = platform.item("4711", { message: { mid: "m_file", text: "menu" } });
    const file = join(dataDir, "webhook.json");
    writeFileSync(file, body);
    expect((await run(["receive", file])).out).toMatch(/messenger: 1 new, 0 seen before[\s\S]*Played/);
    await until("the reply is at the platform", () => platform.messages.length === 1);
    expect((await run(["receive", file])).out).toMatch(/0 new, 1 seen before/);
    expect((await run(["receive", file, "--again"])).out).toMatch(/1 new/);
    await until("the second reply is at the platform", () => platform.messages.length === 2);
    expect(await run(["receive", join(dataDir, "nothing.json")])).toMatchObject({ code: 2 });
  });

  it("lists clubs, dialogues, events set aside and who waits", async () => {
    expect((await run(["clubs", "list"])).out.trim().split("\n")).toHaveLength(8);
    expect((await run(["dialogues", "list"])).out).toMatch(/open {2}50 of 50 seats left/);
    expect((await run(["events", "failed"])).out).toBe("No event is set aside.\n");
    expect((await run(["handovers", "list"])).out).toBe("Nobody waits for a person.\n");
  });
});
