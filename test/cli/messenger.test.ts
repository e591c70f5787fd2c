import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandMistake } from "../../src/cli/command.ts";
import { command } from "../../src/cli/messenger.ts";
import { deletionRequestModel, findDeletionRequest, recordDeletionRequest } from "../../src/consent/index.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { runCommand } from "../kit/command-line.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";

let engines: TestEngines;
let platform: MessengerPlatform;

beforeAll(async () => {
  engines = await startEngines();
  platform = await startMessengerPlatform();
});
afterAll(async () => {
  await platform.stop();
  await engines.stop();
});
/** On engines that run already: a command that brings them up takes seconds. */
const run = (...words: string[]) => runCommand(["messenger", ...words], { ...platform.env, DATA_DIR: engines.dataDir, MONGODB_URI: engines.mongodbUri, REDIS_URL: engines.redisUrl });

/** A file with a template. */
function file(name: string, content: string): string {
  const path = join(engines.dataDir, name);
  writeFileSync(path, content);
  return path;
}

describe("messenger on the command line", { timeout: 120_000 }, () => {
  it("hands templates in, lists and sends them", async () => {
    const page = platform.settings.pageId;
    expect((await run("templates", "list", page)).out).toBe("The page has no templates.\n");
    const good = file("good.yaml", 'name: nhac_lich\ntext: "Chào {{ten}}, hôm nay có buổi sinh hoạt, mời bạn đến dự nhé."\nexamples:\n  ten: An\n');
    expect(await run("templates", "create", page, good)).toMatchObject({ code: 0, out: "nhac_lich: APPROVED.\n" });
    expect((await run("templates", "list", page)).out).toMatch(/^nhac_lich +vi +APPROVED +UTILITY\n$/);
    expect(await run("templates", "send", page, "nhac_lich", "vi", "7001", "ten=Lan = Anh")).toMatchObject({ code: 0, out: "Sent.\n" });
    expect(platform.messages.at(-1)!.text).toBe("Chào Lan = Anh, hôm nay có buổi sinh hoạt, mời bạn đến dự nhé.");
    platform.inject({ error: { code: 10, subcode: 2018278 } });
    expect(await run("templates", "send", page, "nhac_lich", "vi", "7001", "ten=Lan")).toMatchObject({ code: 1, out: "Meta did not do it: window-closed (10/2018278).\n" });
    expect(platform.violations).toEqual([]);
  });

  it("explains what is wrong before anything is opened", async () => {
    const page = platform.settings.pageId;
    const mistake = async (...words: string[]) => {
      const error = await Promise.resolve().then(() => command.run(words)).then(() => undefined, (reason: unknown) => reason);
      expect(error).toBeInstanceOf(CommandMistake);
      return (error as Error).message;
    };
    expect(await mistake("templates", "create", page, file("bad.yaml", 'name: x\ntext: "{{ten}} ơi, mời bạn gửi số CCCD."\n'))).toMatch(/may not begin or end[\s\S]*identity cards[\s\S]*no example/);
    expect(await mistake("templates", "create", page, file("odd.yaml", "name: x\nsubject: y\n"))).toMatch(/text: .*; the file: /);
    expect(await mistake("templates", "create", page, join(engines.dataDir, "nowhere.yaml"))).toMatch(/cannot be read/);
    for (const pair of ["Lan", "ten=", "=Lan", "ten= "]) expect(await mistake("templates", "send", page, "nhac_lich", "vi", "7001", pair)).toMatch(/is no placeholder=value/);
    for (const words of [[], ["dance"], ["templates"], ["templates", "list"], ["templates", "create", page], ["templates", "send", page, "nhac_lich"], ["subscribe"], ["deletions", "done"], ["deletions", "dance", "x"]]) {
      expect(await mistake(...words)).toMatch(/^Say `messenger templates list PAGE`/);
    }
  });

  it("subscribes the page again, and knows no other page", async () => {
    expect((await run("subscribe", platform.settings.pageId)).out).toMatch(/^Subscribed: messages, /);
    expect(await run("subscribe", "999")).toEqual({ code: 2, out: "", error: "There is no Facebook page 999 here.\n" });
  });

  it("lists wishes to delete data and closes them once", async () => {
    expect((await run("deletions", "list")).out).toBe("Nobody waits for a deletion.\n");
    const connection = await connectMongo(engines.mongodbUri);
    const requests = deletionRequestModel(connection);
    await recordDeletionRequest(requests, { code: "abc", userId: "218471", at: Date.parse("2026-11-23") });
    expect((await run("deletions", "list")).out).toBe("abc  2026-11-23  app-scoped user 218471\n");
    expect(await run("deletions", "refuse", "abc")).toMatchObject({ code: 0 });
    expect(await run("deletions", "done", "abc")).toMatchObject({ code: 2 });
    expect((await findDeletionRequest(requests, "abc"))?.state).toBe("refused");
    await connection.close();
  });
});
