import { expect, it, onTestFinished } from "vitest";
import { addPage, listAlerts } from "../../src/pages/index.ts";
import { zaloOa } from "../../src/service/zalo-oa.ts";
import { startZaloPlatform } from "../kit/platforms/zalo.ts";
import { openTestService } from "../kit/talker.ts";

it("a month's budget is spent to the last template and no further, also by many at once; a refusal gives its money back", async () => {
  const platform = await startZaloPlatform();
  const { service, close } = await openTestService({ ZALO_API_URL: platform.url, ZALO_OAUTH_URL: platform.url, ZALO_BUSINESS_URL: platform.url });
  onTestFinished(async () => {
    await close();
    await platform.stop();
  });
  const { oaId, appId, oaSecretKey } = platform.settings;
  const tokens = { accessToken: platform.env["ZALO_ACCESS_TOKEN"]! };
  await addPage(service.pages, { channel: "zalo", account: oaId, secrets: { oaSecretKey, ...tokens }, settings: { appId, monthlyBudget: 1_000, templatePrice: 300 } }, Date.now());
  await service.directory.refresh();
  const oa = zaloOa(service, oaId)!;
  const sends = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => oa.templates.toUser(`90${i}`, "1001", { ten: "Lan" })));
  const refused = sends.filter((one) => one.status === "rejected").map((one) => (one.reason as { platformCode?: string }).platformCode);
  expect([sends.length - refused.length, new Set(refused)]).toEqual([3, new Set(["no-budget"])]);
  expect([platform.state.templates.length, await oa.spent()]).toEqual([3, 900]);
  expect((await listAlerts(service.pages)).map((alert) => [alert.page, alert.kind])).toContainEqual([`zalo:${oaId}`, "budget"]);
  await expect(oa.templates.toPhone("+84912345678", "1001", {}, { tracking: "t" })).rejects.toMatchObject({ platformCode: "no-price" });
  expect(platform.violations).toEqual([]);
});
