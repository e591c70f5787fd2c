import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePayload } from "../../src/core/payload.ts";
import { readProjectFlows } from "../flows/flow-files.ts";
import { commandWords, profileOptions } from "../../src/service/profile.ts";
import { openTestService, Talker } from "../kit/talker.ts";

/** What accounts show of themselves leads somewhere. */
let opened: Awaited<ReturnType<typeof openTestService>>;
beforeAll(async () => {
  opened = await openTestService();
});
afterAll(() => opened.close());

const places: Record<string, RegExp> = { "command-menu": /^menu\//, "command-person": /^talk-to-person\//, "command-delete": /^delete-my-data\//, "command-stop": /Mình sẽ không gửi thông báo cho bạn nữa/ };

describe("the profile of accounts", () => {
  it.each(Object.entries(commandWords).flatMap(([language, commands]) => commands.map((one) => [language, one.command, one.text] as const)))("%s: /%s leads to its flow", async (language, command, text) => {
    const lan = new Talker(opened.service, `${language}${command}`);
    await lan.say(command.replaceAll("_", " "));
    const heard = lan.heard.map((message) => message.text).join("\n");
    expect(`${await lan.stands()} ${heard}`).toMatch(places[text]!);
  });

  it("names commands as Telegram allows, in both languages, with every text there", () => {
    const options = profileOptions(opened.service.texts, "vi", "https://bot.example.vn");
    const all = [...options.commands, ...Object.values(options.translatedCommands!).flat()];
    expect(Object.keys(options.translatedCommands!)).toEqual(["en"]);
    for (const { command, description } of all) {
      expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
      expect(description).not.toMatch(/:|^$/);
    }
    // Messenger cuts a greeting at 160 characters and a menu's title at 30.
    expect(options.greeting.length).toBeLessThanOrEqual(160);
    expect(profileOptions(opened.service.texts, "en", undefined).greeting.length).toBeLessThanOrEqual(160);
    for (const { label } of options.menu) expect(label.length).toBeLessThanOrEqual(30);
  });

  it("has a menu of flows that exist", () => {
    const flows = new Set(readProjectFlows().map((flow) => flow.name));
    for (const { payload } of profileOptions(opened.service.texts, "vi", undefined).menu) {
      const read = parsePayload(payload);
      expect(read?.kind === "flow" && flows.has(read.flow), payload).toBe(true);
    }
  });
});
