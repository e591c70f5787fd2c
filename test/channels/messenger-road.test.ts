import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { signedDeletion, startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";
import { insistOn, postTo, type SignedRequest } from "../kit/platforms/signed-request.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";

/** The real service with the page's stand-in, whose echoes come back as Meta's do. */
let platform: MessengerPlatform;
let service: ServiceProcess;

beforeAll(async () => {
  platform = await startMessengerPlatform();
  service = await startServiceProcess(platform.env, await freePort());
  platform.state.hears = service.url;
}, 90_000);
afterAll(async () => {
  platform.state.hears = undefined;
  await service?.dispose();
  await platform?.stop();
});

/** Takes a webhook and waits until everything it set off is done. */
async function tell(...requests: SignedRequest[]): Promise<void> {
  for (const request of requests) expect((await postTo(service.url, request)).status).toBe(200);
  await settled();
}

async function settled(): Promise<void> {
  await until("nothing waits any more", async () => {
    const metrics = await fetch(`${service.url}/metrics`).then((answer) => answer.text(), () => "");
    return ["in", "out", "note"].every((family) => metrics.includes(`cau_noi_lanes_waiting{family="${family}"} 0`));
  }, 30_000);
}

describe("a page in service", { timeout: 90_000 }, () => {
  it("is not silenced by its own echoes, is by staff's, and by nobody's forged mark", async () => {
    const lan = platform.person("7101", service.url);
    await lan.ask("menu");
    await settled();
    await lan.ask("menu"); // the first answer's echo has come back
    const { metadata } = platform.state.sent.findLast((one) => one.to === "7101")!;
    await tell(platform.staffSays("7101", "Để chị trả lời em nhé", { app: "999", metadata }));
    const before = lan.replies.length;
    await lan.say("menu");
    await settled();
    expect(lan.replies.length).toBe(before);
    await tell(platform.staffSays("7101", "#bot"));
    await lan.ask("menu");
  });

  it("keeps quiet while another app owns the thread, and answers again once it is passed back", async () => {
    const minh = platform.person("7102", service.url);
    await minh.ask("menu");
    await tell(platform.item("7102", { take_thread_control: { previous_owner_app_id: platform.settings.appId, new_owner_app_id: "263902037430900" } }));
    await minh.say("menu");
    await settled();
    expect(minh.replies).toHaveLength(1);
    await tell(platform.item("7102", { pass_thread_control: { previous_owner_app_id: "263902037430900", new_owner_app_id: platform.settings.appId } }));
    await minh.ask("menu");
    expect(minh.replies).toHaveLength(2);
  });

  it("answers a comment once, told thrice at once and again after a power cut; the button opens the flow", async () => {
    const hoa = platform.person("7103", service.url);
    const comment = platform.comment("55_1", { psid: "7103" });
    await Promise.all([comment, comment, comment].map((request) => postTo(service.url, request)));
    await hoa.nextReply();
    await service.kill9();
    await service.start();
    await insistOn(service.url, comment, 10_000);
    await settled();
    expect(hoa.replies).toHaveLength(1);
    await hoa.press("Tham gia CLB");
    expect((await hoa.nextReply()).text).toMatch(/câu lạc bộ/i);
  });

  it("takes wishes to delete data and shows what became of them", async () => {
    const answer = await fetch(`${service.url}/webhooks/messenger/deletion`, { method: "POST", body: new URLSearchParams({ signed_request: signedDeletion("218471", platform.settings.appSecret) }) });
    const { url } = (await answer.json()) as { url: string };
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Yêu cầu xóa dữ liệu")]);
    expect(service.output()).not.toContain("218471");
    expect(platform.violations).toEqual([]);
  });
});
