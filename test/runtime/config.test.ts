import { describe, expect, it } from "vitest";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settings } from "../../src/runtime/config-schema.ts";
import { checkConfig, loadConfig, readEnvironment } from "../../src/runtime/config.ts";

const sentences = (environment: Record<string, string>): string[] => checkConfig(environment).faults.map((fault) => fault.sentence);

describe("the settings", () => {
  it("have the contract's names and defaults", () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      PORT: 8080, HOST: "127.0.0.1", DATA_DIR: "./data", ROLES: ["web", "worker", "scheduler"], DEFAULT_LOCALE: "vi", TIME_ZONE: "Asia/Ho_Chi_Minh",
      ZALO_API_URL: "https://openapi.zalo.me", ZALO_OAUTH_URL: "https://oauth.zaloapp.com", MESSENGER_API_URL: "https://graph.facebook.com", TELEGRAM_API_URL: "https://api.telegram.org",
    });
    for (const name of ["PUBLIC_URL", "MONGODB_URI", "REDIS_URL", "SECRET_KEY", "LOG_LEVEL", "ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_OA_ID", "ZALO_OA_SECRET_KEY", "ZALO_ACCESS_TOKEN", "ZALO_REFRESH_TOKEN",
      "MESSENGER_PAGE_ID", "MESSENGER_PAGE_ACCESS_TOKEN", "MESSENGER_APP_SECRET", "MESSENGER_VERIFY_TOKEN", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"]) expect(Object.keys(settings)).toContain(name);
  });

  it("each say what they mean", () => {
    for (const [name, setting] of Object.entries(settings)) expect([name, setting.help.length > 10]).toEqual([name, true]);
  });

  it("explain every fault in one sentence, all at once, without the value", () => {
    const found = sentences({ PORT: "99999", ROLES: "web,cook", TIME_ZONE: "Mars", PUBLIC_URL: "ftp://secret-host", SECRET_KEY: "planted-secret", LOG_LEVEL: "loud", REMINDERS_BEFORE: "soon" });
    expect(found).toHaveLength(7);
    for (const sentence of found) {
      expect(sentence).toMatch(/^[A-Z_]+ .*\.$/);
      expect(sentence).not.toMatch(/planted-secret|secret-host|99999/);
    }
  });

  it("notice a channel that is set half, and a misspelt name, and start all the same", () => {
    const { config, faults } = checkConfig({ MESSENGER_PAGE_ID: "1", MESSENGER_APP_SECRETE: "x" });
    expect(config).toBeDefined();
    expect(faults.map((fault) => fault.name).sort()).toEqual(["MESSENGER_APP_SECRET", "MESSENGER_APP_SECRETE", "MESSENGER_PAGE_ACCESS_TOKEN", "MESSENGER_VERIFY_TOKEN"]);
  });

  it("take an empty value for none", () => {
    expect(loadConfig({ MONGODB_URI: "", SECRET_KEY: "", PUBLIC_URL: "", TELEGRAM_BOT_TOKEN: "" }).MONGODB_URI).toBeUndefined();
  });

  it("read .env under the environment", () => {
    const file = join(mkdtempSync(join(tmpdir(), "cau-noi-env-")), ".env");
    writeFileSync(file, "PORT=1234\nHOST=0.0.0.0 # all\nSECRET_KEY='quoted value that is long enough!!'\n");
    const config = loadConfig(readEnvironment(file, { PORT: "4321" }));
    expect(config).toMatchObject({ PORT: 4321, HOST: "0.0.0.0", SECRET_KEY: "quoted value that is long enough!!" });
  });

  it("turn durations into milliseconds", () => {
    expect(loadConfig({ REMINDERS_BEFORE: "3d, 90m" }).REMINDERS_BEFORE).toEqual([259_200_000, 5_400_000]);
  });
});
