import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Phone } from "../kit/console/phone.ts";
import { freePort } from "../kit/free-port.ts";
import { go } from "../kit/go.ts";
import { startMessengerPlatform, type MessengerPlatform, type Person } from "../kit/platforms/index.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";

/** A secretary with a phone sends a notice to sixty people: writes, counts, rehearses, schedules, sends, watches, pauses, goes on, reads the report. */
const people = 60;
const words = "Sáng thứ Bảy mình dọn đường thôn";
let service: ServiceProcess;
let platform: MessengerPlatform;
let phone: Phone;
let everybody: Person[];
let hoa: Person;
const got = () => everybody.filter((one) => one.replies.some((reply) => reply.text.startsWith(words)));

beforeAll(async () => {
  platform = await startMessengerPlatform();
  service = await startServiceProcess(platform.env, await freePort());
  phone = await Phone.open();
  everybody = Array.from({ length: people }, (_, i) => platform.person(String(7_000 + i), service.url));
  await Promise.all(everybody.map((one) => go(one, { say: "menu" }, /./)));
  hoa = everybody[0]!;
  platform.block("7059");
}, 120_000);
afterAll(async () => {
  await phone?.close();
  await service?.dispose();
  await platform?.stop();
});
vi.setConfig({ testTimeout: 120_000 });

it("goes from the first word to the report on a phone", async () => {
  const { page } = phone;
  await until("the link is printed", () => service.output().includes("Console: open"));
  await page.goto(/Console: open (\S+)/.exec(service.output())![1]!);
  await page.locator("input[name=name]").fill("Chị Hoa");
  await page.locator("input[name=login]").fill("hoa");
  await page.locator("input[name=password]").fill("một câu dài dễ nhớ");
  await page.locator("main button[type=submit]").first().click();
  await page.waitForLoadState("load");

  // Her own chat, for tests and rehearsals.
  await page.goto(`${service.url}/console/account`);
  await phone.press("Lấy mã nối");
  await hoa.say(await page.locator("main input[readonly]").first().inputValue());
  await until("the chat is linked", async () => (await page.goto(`${service.url}/console/account`), (await phone.text()).includes("Bỏ nối")));

  await page.goto(`${service.url}/console/broadcasts`);
  await phone.look("notices-empty");
  await page.locator("main a", { hasText: "Soạn thông báo" }).click();
  await phone.look("compose");
  await phone.press("Lưu và đếm người nhận");
  expect(await page.locator("textarea[name=vi]").evaluate((field) => (field as HTMLTextAreaElement).validity.valueMissing)).toBe(true);
  await page.getByLabel("Nội dung", { exact: true }).fill(`${words}. Chào {name}!`);
  await page.getByLabel("Mọi người trong đơn vị").check();
  await page.getByText("Hẹn giờ, lặp lại").click();
  await page.getByLabel("Mỗi phút nhiều nhất mấy tin").fill("900");
  await page.getByLabel("Gấp: gửi cả ban đêm và ngày nghỉ").check();
  await phone.press("Lưu và đếm người nhận");
  await until("the audience is counted", async () => /Nhận ngay\s+60/.test(await phone.text()));
  await phone.look("draft");

  await phone.press("Gửi thử cho tôi");
  await until("the test came", () => hoa.replies.some((reply) => /Gửi thử[\s\S]*Chào bạn!/.test(reply.text)));
  await phone.press("Tập dượt với BCH");
  expect(await phone.text()).toContain("Đã tập dượt với 1 cán bộ");

  // Scheduled for tomorrow, and taken back.
  await page.locator("main a", { hasText: "Sửa thông báo" }).click();
  await page.locator("input[name=at]").fill(`${new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10)}T08:00`);
  await phone.press("Lưu và đếm người nhận");
  await until("it is counted again", async () => /Nhận ngay\s+60/.test(await phone.text()));
  await phone.press(/Hẹn gửi cho 60 người/);
  expect(await phone.text()).toContain("Đã hẹn giờ");
  await phone.look("scheduled");
  expect(got()).toHaveLength(0);
  await phone.press("Bỏ hẹn giờ để sửa");
  await page.locator("main a", { hasText: "Sửa thông báo" }).click();
  await page.locator("input[name=at]").fill("");
  await phone.press("Lưu và đếm người nhận");
  await until("it is counted once more", async () => /Nhận ngay\s+60/.test(await phone.text()));

  await phone.press(/Gửi cho 60 người/);
  await until("some have it", () => got().length >= 5);
  await phone.press("Tạm dừng");
  await phone.look("paused");
  const paused = await page.evaluate(() => new Promise<void>((done) => setTimeout(done, 2_000))).then(() => got().length);
  expect(paused).toBeLessThan(people - 1);
  await page.evaluate(() => new Promise<void>((done) => setTimeout(done, 1_500)));
  expect(got()).toHaveLength(paused);
  await page.reload();
  expect(await phone.text()).toMatch(/Tạm dừng · \d+ trên 60 người/);
  await phone.press("Gửi tiếp");
  await until("the report is there", async () => (await page.reload(), /Đã xong · 60 trên 60/.test(await phone.text())), 30_000);
  await phone.look("report");
  expect(await phone.text()).toMatch(/59 đã gửi[\s\S]*1 gửi lỗi[\s\S]*bạn ấy chặn/);
  expect(got()).toHaveLength(people - 1);
  expect(everybody.every((one) => one.replies.filter((reply) => reply.text.startsWith(words)).length <= 1)).toBe(true);

  await page.locator("main a", { hasText: "Từng người" }).click();
  await phone.look("person-by-person");
  expect(await page.locator("#rows li").count()).toBe(50);
  await page.goBack();
  await page.locator("main a", { hasText: "Danh sách chưa nghe" }).click();
  await phone.look("unheard");
  expect(await phone.text()).toContain("1 người chưa nghe");

  // Somebody answers, and the same words once more are asked about.
  await everybody[3]!.say("chị ơi em bận, đổi giờ giúp em được không ạ");
  const report = page.url().replace("/unheard", "");
  await until("the answer is there", async () => (await page.goto(report), /1 câu trả lời/.test(await phone.text())), 15_000);
  await page.locator("main a", { hasText: /1 câu trả lời/ }).click();
  expect(await phone.text()).toContain("em bận");
  await phone.look("replies");
  await page.locator("main .rows a").first().click();
  expect(await phone.text()).toContain(`trả lời thông báo «${words}`);
  await phone.look("reply");
  await page.locator("textarea[name=answer]").fill("Được em nhé, mình dời sang 9 giờ.");
  await phone.press("Gửi");
  await until("the answer came", () => everybody[3]!.replies.some((reply) => reply.text.includes("dời sang 9 giờ")));
  await page.goto(`${service.url}/console/conversations?replies=1`);
  expect(await phone.text()).toMatch(/em bận[\s\S]*trả lời thông báo/);
  await phone.look("answers-to-notices");
  await page.goto(`${service.url}/console/broadcasts/new`);
  await page.getByLabel("Nội dung", { exact: true }).fill(`${words}. Chào {name}!`);
  await page.getByLabel("Mọi người trong đơn vị").check();
  await phone.press("Lưu và đếm người nhận");
  await until("the second is counted", async () => /Nhận ngay\s+59/.test(await phone.text()));
  await phone.press(/Gửi cho 59 người/);
  expect(await phone.text()).toContain("Nội dung này vừa gửi trong 24 giờ qua");
  await phone.look("same-words");
  await page.goto(`${service.url}/console/broadcasts/settings`);
  await phone.look("settings");
  expect(phone.found).toEqual([]);
});
