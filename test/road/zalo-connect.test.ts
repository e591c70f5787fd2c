import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { startZaloPlatform, type ZaloPlatform } from "../kit/platforms/zalo.ts";
import { runCommand } from "../kit/command-line.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";

let platform: ZaloPlatform;
let service: ServiceProcess;
let env: Record<string, string>;
beforeAll(async () => {
  platform = await startZaloPlatform();
  const port = await freePort();
  const { ZALO_OA_ID: _, ZALO_ACCESS_TOKEN: __, ZALO_REFRESH_TOKEN: ___, ...others } = platform.env;
  env = { ...others, PUBLIC_URL: `http://127.0.0.1:${port}`, ZALO_DOMAIN_VERIFICATION: "Kod_1" };
  service = await startServiceProcess(env, port);
});
afterAll(async () => {
  await service.dispose();
  await platform.stop();
});

it("an OA is connected by the link of the command line, answers at once, and survives the end of its token", async () => {
  const { out } = await runCommand(["zalo", "connect"], { ...env, DATA_DIR: service.dataDir });
  const link = /(http:\S+ticket=\S+)/.exec(out)![1]!;
  const page = await fetch(link); // through the platform's consent and back
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Đoàn xã Mẫu") as string]);

  const lan = platform.person("1001", service.url);
  await lan.start();
  expect((await lan.nextReply()).text).not.toBe("");
  platform.state.expireAccess();
  await lan.say("menu");
  expect((await lan.nextReply()).text).not.toBe("");
  expect([platform.state.refreshes, platform.violations]).toEqual([1, []]);
  expect((await fetch(`${service.url}/zalo_verifierKod_1.html`)).status).toBe(200);
  expect(service.output()).not.toMatch(/access-|refresh-/);
});
