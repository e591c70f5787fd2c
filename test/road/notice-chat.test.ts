import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ConsoleBrowser } from "../kit/console/console-browser.ts";
import { runCommand } from "../kit/command-line.ts";
import { freePort } from "../kit/free-port.ts";
import { go, hear } from "../kit/go.ts";
import { startMessengerPlatform, type MessengerPlatform, type Person } from "../kit/platforms/index.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";

/** A secretary sends a notice from her own chat; young people stop one kind of them. */
const password = "một câu dài dễ nhớ";
let service: ServiceProcess;
let platform: MessengerPlatform;
let hoa: Person;
let lan: Person;
let minh: Person;
const words = "Chiều thứ Bảy mình tập văn nghệ\nMang theo nước nhé";
const heard = (who: Person, pattern: RegExp): number => who.replies.filter((reply) => pattern.test(reply.text)).length;
const cli = (...said: string[]) => runCommand(said, { ...platform.env, DATA_DIR: service.dataDir });

beforeAll(async () => {
  platform = await startMessengerPlatform();
  service = await startServiceProcess(platform.env, await freePort());
  [hoa, lan, minh] = ["91", "92", "93"].map((id) => platform.person(id, service.url)) as [Person, Person, Person];
  for (const one of [hoa, lan, minh]) await go(one, { say: "menu" }, /muốn làm gì/);
  await until("the link is printed", () => service.output().includes("Console: open"));
  const browser = new ConsoleBrowser(service.url);
  const link = new URL(/Console: open (\S+)/.exec(service.output())![1]!).pathname;
  await browser.post(link, { name: "Chị Hoa", login: "hoa", password }, { from: link });
  const { html } = await browser.post("/console/account/chat", {}, { from: "/console/account" });
  await go(hoa, { say: /readonly[^>]*value="([^"]+)"|value="([^"]+)"[^>]*readonly/i.exec(html)!.slice(1).find(Boolean)! }, /Chị Hoa/);
}, 90_000);
afterAll(async () => {
  await service?.dispose();
  await platform?.stop();
});
vi.setConfig({ testTimeout: 60_000 });

it("goes from «thông báo» to the result in one chat, its lines kept", async () => {
  await go(hoa, { say: "Thông báo" }, /viết nội dung/);
  await go(hoa, { say: "Chào {ten}" }, /dấu ngoặc nhọn/);
  // Words for others about danger are no call for help.
  await go(hoa, { say: "Bạn nào bị đánh đập hay không muốn sống nữa thì gọi 111 nhé" }, /Gửi cho ai/);
  await go(hoa, { say: "hủy" }, /đã dừng việc này/);
  await go(hoa, { say: "thông báo" }, /viết nội dung/);
  const whom = await go(hoa, { say: words }, /Gửi cho ai/);
  await go(hoa, { choose: whom.choices[0]!.label }, /tin gì/);
  const shown = await go(hoa, { choose: "Hoạt động" }, /3 người sẽ nhận/);
  await go(hoa, { say: "1111" }, /chưa có gì được gửi/);
  expect(heard(lan, /văn nghệ/)).toBe(0);
  await go(hoa, { say: /Gõ mã (\d{4})/.exec(shown.text)![1]! }, /Đang gửi cho 3 người/);
  for (const one of [lan, minh]) expect((await hear(one, /tập văn nghệ/)).text).toMatch(/^Chiều thứ Bảy mình tập văn nghệ\nMang theo nước nhé\n/);
  await hear(hoa, /đã gửi xong: 3\/3 người/, "after sending", 30_000);
  expect(heard(hoa, /đã gửi xong/)).toBe(1);
});

it("stops the kind of the last notice at once, whatever is said afterwards, and takes it back", async () => {
  await go(lan, { say: "dừng" }, /đã thôi tin hoạt động/);
  await go(lan, { say: "xem menu" }, /muốn làm gì/);
  await go(minh, { say: "dừng clb" }, /thôi gửi tin CLB/);
  await go(minh, { say: "dừng" }, /đã thôi tin hoạt động/);
  await go(minh, { choose: "Vẫn nhận" }, /vẫn gửi tin cho bạn như trước/);
  await go(minh, { say: "dừng" }, /đã thôi tin hoạt động/);
  await go(minh, { say: "dừng" }, /không gửi thông báo cho bạn nữa/);
  expect((await cli("broadcast", "Tin cho cả xã", "--to", "all")).out).toMatch(/sent 2, failed 0, unknown 0, opted out 1/);
  await hear(lan, /Tin cho cả xã/);
  await go(lan, { say: "nhận tin" }, /đã bật lại/);
  await go(minh, { say: "nhận tin" }, /đã bật lại/);
  await go(minh, { say: "nhận tin" }, /vẫn đang nhận/);
});

it("keeps «thông báo» an ordinary word for everybody else", async () => {
  await lan.say("thông báo");
  expect((await lan.nextReply()).text).not.toMatch(/viết nội dung/);
});
