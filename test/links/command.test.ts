import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { CommandMistake } from "../../src/cli/command.ts";
import { command } from "../../src/cli/links.ts";
import { runCommand } from "../kit/command-line.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { startTelegramPlatform, type TelegramPlatform } from "../kit/platforms/index.ts";

/** The engines run here, so that each command only has to come and go. */
let engines: TestEngines;
let telegram: TelegramPlatform;
const platforms = {
  PUBLIC_URL: "https://bot.example.vn",
  ZALO_APP_ID: "1", ZALO_OA_ID: "3886", ZALO_OA_SECRET_KEY: "x", ZALO_ACCESS_TOKEN: "y",
  MESSENGER_PAGE_ID: "7771", MESSENGER_PAGE_ACCESS_TOKEN: "t", MESSENGER_APP_SECRET: "s", MESSENGER_VERIFY_TOKEN: "v",
};

beforeAll(async () => {
  [engines, telegram] = await Promise.all([startEngines(), startTelegramPlatform()]);
});
afterAll(() => Promise.all([engines.stop(), telegram.stop()]));
afterEach(() => vi.unstubAllEnvs());
const run = (words: string[], env: Record<string, string> = {}) => runCommand(["links", ...words], { DATA_DIR: engines.dataDir, ...env });
const isPicture = (file: string) => readFileSync(file).subarray(1, 4).toString() === "PNG";
const isPdf = (file: string) => readFileSync(file).subarray(0, 5).toString() === "%PDF-";

describe("the command links", { timeout: 60_000 }, () => {
  it("makes a link with its addresses on all channels and a poster, lists it and disables it", async () => {
    const { out, code } = await run(["create", "--to", "club:bong-da", "--source", " thôn  Đông ", "--unit", "thon-dong"], { ...platforms, ...telegram.env });
    expect(code).toBe(0);
    const slug = /^(thon-dong-(\w{4})) /.exec(out)![1]!;
    const word = slug.slice(-4).toUpperCase();
    expect(out).toContain(`https://bot.example.vn/?ref=l_${slug}`);
    expect(out).toMatch(new RegExp(`https://t\\.me/\\w+\\?start=l_${slug}\n`));
    expect(out).toContain(`https://m.me/7771?ref=l_${slug}`);
    expect(out).toContain(`https://zalo.me/3886  then send: ${word}`);
    const posters = join(engines.dataDir, "posters");
    expect(readdirSync(posters).sort()).toEqual([`${slug}-a4.pdf`, `${slug}-a4.png`]);
    expect(isPicture(join(posters, `${slug}-a4.png`)) && isPdf(join(posters, `${slug}-a4.pdf`))).toBe(true);

    expect((await run(["list"])).out).toBe(`${slug}  club:bong-da  0 people  thon-dong  thôn Đông\n`);
    const folder = join(engines.dataDir, "out", "deep");
    expect(await run(["poster", word, "--out", folder, "--size", "a5", "--channel", "zalo"], platforms)).toMatchObject({ code: 0 });
    expect(readdirSync(folder).sort()).toEqual([`${slug}-a5.pdf`, `${slug}-a5.png`]);
    expect((await run(["disable", slug])).out).toContain("is disabled");
    expect((await run(["list"])).out).toContain("disabled");
  });

  it("says what to set where only this machine would find the link", async () => {
    const { out } = await run(["create", "--to", "flow:ask-question", "--source", "trường"], { PORT: "8123" });
    expect(out).toMatch(/http:\/\/127\.0\.0\.1:8123\/\?ref=l_truong-\w{4}\n\s+PUBLIC_URL is not set/);
  });

  it.each([
    [["create", "--to", "club:none", "--source", "x"], /There is no club none/],
    [["create", "--to", "dialogue:none", "--source", "x"], /There is no dialogue none/],
    [["create", "--to", "flow:none", "--source", "x"], /There is no flow none/],
    [["create", "--to", "nonsense", "--source", "x"], /no target/],
    [["create", "--to", "flow:menu", "--source", "   "], /1 to 80 characters/],
    [["create", "--to", "flow:menu", "--source", "x".repeat(81)], /1 to 80 characters/],
    [["create", "--to", "flow:menu", "--source", "x", "--unit", "none"], /There is no unit none/],
    [["create", "--to", "flow:menu", "--source", "x", "--size", "a3"], /no paper size/],
    [["create", "--to", "flow:menu", "--source", "x", "--channel", "zalo"], /zalo is off/],
    [["create", "--to", "flow:menu"], /Say `links create/],
    [["create", "--colour", "red"], /Say `links create/],
    [["poster", "no-such-link"], /There is no link/],
    [["disable", "no-such-link"], /There is no link/],
    [["dance"], /Say `links create/],
  ])("refuses %j", async (words, sentence) => {
    // In this process, because coming and going is most of a command's time.
    vi.stubEnv("DATA_DIR", engines.dataDir);
    const refused = await command.run(words).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CommandMistake);
    expect((refused as Error).message).toMatch(sentence);
  });

  it("made nothing of what it refused", async () => {
    expect((await run(["list"])).out.trim().split("\n")).toHaveLength(2);
    expect(readdirSync(join(engines.dataDir, "posters"))).toHaveLength(4);
  });
});
