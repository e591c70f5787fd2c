import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { startMessengerPlatform } from "../kit/platforms/messenger.ts";
import { startServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";
import { WebVisitor } from "../kit/web-visitor.ts";

it("answers everybody in time while Redis hangs, and goes on with everything when it is back", async () => {
  const platform = await startMessengerPlatform();
  const service = await startServiceProcess(platform.env, await freePort());
  const redis = Number(readFileSync(join(service.dataDir, "redis/engine.pid"), "utf8").split(" ")[0]);
  onTestFinished(async () => {
    try {
      process.kill(redis, "SIGCONT");
    } catch {
      // it ended with the service
    }
    await service.dispose();
    await platform.stop();
  });
  const [lan, minh] = [platform.person("7001", service.url), platform.person("7002", service.url)];
  const visitor = new WebVisitor(service.url);
  await visitor.open();
  await lan.say("menu", { id: "m_before" });
  await lan.nextReply();
  const before = lan.replies.length;

  process.kill(redis, "SIGSTOP");
  const asked = performance.now();
  const first = await lan.say("gặp cán bộ", { id: "m_frozen" });
  expect([first.status, performance.now() - asked < 2_500]).toEqual([503, true]);
  // The next ones are not even heaped up.
  const next = performance.now();
  expect((await minh.say("menu", { id: "m_frozen_too" })).status).toBe(503);
  expect(performance.now() - next).toBeLessThan(500);
  const pages = await Promise.all(["/readyz", "/metrics", "/healthz"].map(async (path) => [path, (await fetch(service.url + path, { signal: AbortSignal.timeout(3_500) })).status]));
  expect(pages).toEqual([["/readyz", 503], ["/metrics", 200], ["/healthz", 200]]);
  await expect(visitor.say("có ai không?")).rejects.toThrow("503");

  process.kill(redis, "SIGCONT");
  // Platforms come again with what was not taken; written down or not the first time, it is played once.
  await Promise.all([lan.say("gặp cán bộ", { id: "m_frozen", copies: 2, insistMs: 20_000 }), minh.say("menu", { id: "m_frozen_too", insistMs: 20_000 })]);
  await until("both have their answers", () => lan.replies.length > before && minh.replies.length > 0, 15_000);
  await lan.say("menu", { id: "m_after", insistMs: 20_000 });
  await until("lan is answered again", () => lan.replies.length > before + 1, 15_000);
  expect(lan.replies.length).toBe(before + 2);
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  expect(platform.violations).toEqual([]);
}, 60_000);
