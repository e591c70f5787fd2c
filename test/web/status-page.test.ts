import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/runtime/logger.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { createApp, listen } from "../../src/web/server.ts";
import { createSayStatus } from "../../src/web/status-page.ts";

it("tells people in their language and programs in JSON, and of a fault nothing of itself", async () => {
  const texts = loadTexts(new URL("../../locales", import.meta.url).pathname);
  const none = express.Router();
  const chat = express.Router();
  chat.get("/broken", () => {
    throw new Error("the planted secret");
  });
  const listening = await listen(createApp({ webhooks: none, health: none, chat, logger: createLogger("silent"), sayStatus: createSayStatus(texts, "vi") }), "127.0.0.1", 0);
  onTestFinished(() => listening.stop());
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(listening.url + path, { headers });
    return [answer.status, answer.headers.get("content-type")?.split(";")[0], await answer.text()] as const;
  };
  expect(await ask("/nowhere", { accept: "text/html" })).toEqual([404, "text/html", expect.stringContaining("Không có trang này") as string]);
  expect(await ask("/nowhere", { accept: "text/html", "accept-language": "en" })).toEqual([404, "text/html", expect.stringContaining("There is no such page") as string]);
  expect(await ask("/nowhere")).toEqual([404, "application/json", '{"error":"not found"}']);
  const [status, , page] = await ask("/broken", { accept: "text/html" });
  expect([status, page]).toEqual([500, expect.stringContaining("Máy đang bận") as string]);
  expect(page).not.toContain("planted");
});
