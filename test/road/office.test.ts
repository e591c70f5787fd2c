import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ConsoleBrowser } from "../kit/console/console-browser.ts";
import { freePort } from "../kit/free-port.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";
import { WebVisitor } from "../kit/web-visitor.ts";

/** Young people in the web chat and staff in the console of one running service, from the first link on. */
const password = "một câu dài dễ nhớ";
let service: ServiceProcess;
let owner: ConsoleBrowser;
beforeAll(async () => {
  service = await startServiceProcess({}, await freePort());
  owner = new ConsoleBrowser(service.url);
  await until("the link is printed", () => service.output().includes("Console: open"));
  const link = new URL(/Console: open (\S+)/.exec(service.output())![1]!).pathname;
  await owner.post(link, { name: "Chị Hoa", login: "hoa", password }, { from: link });
});
afterAll(() => service.dispose());
vi.setConfig({ testTimeout: 90_000 });

async function visitor(): Promise<WebVisitor> {
  const one = new WebVisitor(service.url, { lookMs: 100 });
  await one.open();
  await one.start();
  await one.nextReply();
  return one;
}
/** What is said until somebody says something that fits. */
const hears = async (one: WebVisitor, wanted: RegExp): Promise<string> => {
  for (let at = 0; at < 8; at++) {
    const { text } = await one.nextReply();
    if (wanted.test(text)) return text;
  }
  throw new Error(`never heard ${wanted}`);
};
async function known(one: WebVisitor, name: string): Promise<void> {
  await one.choose("18 đến 30 tuổi");
  await hears(one, /Bạn có đồng ý/);
  await one.choose("TÔI ĐỒNG Ý");
  await hears(one, /tên/i);
  await one.say(name);
  await hears(one, /thôn|chi đoàn/i);
  await one.choose("Thôn Đông");
}
const formToken = /name="_csrf" value="([^"]+)"/;

it("takes an application from the chat to the ceremony, and tells every step there", async () => {
  const lan = await visitor();
  await lan.say("em muốn nộp đơn vào Đoàn ạ");
  await hears(lan, /gửi đơn ngay ở đây/);
  await lan.choose("Gửi đơn vào Đoàn");
  await hears(lan, /nhóm tuổi/);
  await known(lan, "Nguyễn Thị Lan");
  await hears(lan, /sinh ngày nào/);
  await lan.say("17/5/2005");
  await hears(lan, /Số điện thoại/);
  await lan.say("0912 345 678");
  await hears(lan, /đang làm gì/);
  await lan.choose("Đi làm");
  await hears(lan, /Vì sao/);
  await lan.say("Em muốn giúp xã mình");
  await hears(lan, /Nguyễn Thị Lan/);
  await lan.choose("Gửi đơn");
  const ref = /HS-[0-9A-Z]{6}/.exec(await hears(lan, /HS-/))![0];

  const list = (await owner.get("/console/cases")).html;
  expect(list).toContain("Nguyễn Thị Lan");
  const at = /href="(\/console\/cases\/[\w-]{10,})"/.exec(list)![1]!;
  const step = async (to: string, answers: Record<string, string> = {}) => {
    const { html } = await owner.get(at);
    expect((await owner.post(`${at}/steps`, { to, revision: /name="revision" value="(\d+)"/.exec(html)![1]!, ...answers }, { token: formToken.exec(html)![1]! })).status).toBe(303);
  };
  await step("awareness");
  expect(await hears(lan, /lớp nhận thức/)).toContain(ref);
  await step("introduction");
  await hears(lan, /giới thiệu/);
  await step("branch-vote", { introducer: "Trần Văn Minh" });
  await hears(lan, /họp xét/);
  await step("approval", { votes: "9/9", on: "20/3/2026" });
  await hears(lan, /chuẩn y/);
  await step("ceremony", { decision: "12-QĐ/ĐTN", on: "24/3/2026" });
  expect(await hears(lan, /Chúc mừng/)).toContain("12-QĐ/ĐTN");
  await lan.say("hồ sơ của em tới đâu rồi");
  expect(await hears(lan, /HS-/)).toContain("chờ lễ kết nạp");
  await step("done", { on: "26/3/2026" });
  await hears(lan, /đã là đoàn viên/);
  expect((await owner.get("/console/people?q=nguyen+thi+lan")).html).toMatch(/17\/05\/2005[^<]*Thôn Đông[^<]*Đoàn viên/);
  await lan.say("xem dữ liệu của tôi");
  expect(await hears(lan, /danh sách của Đoàn xã/)).toContain("đoàn viên");
  await lan.say("em thuộc chi đoàn nào");
  expect(await hears(lan, /Chi đoàn/)).toContain("Chi đoàn thôn Đông");
});

it("asks a club's leader in the leader's own chat, and tells the answer at once", async () => {
  const edit = "/console/clubs/bong-da/edit";
  const { html } = await owner.get(edit);
  const value = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1] ?? "";
  expect((await owner.post("/console/clubs/bong-da", { name: value("name"), label: value("label"), kind: "sport", admission: "leader", state: "open", leader: value("leader"), schedule: value("schedule"), place: value("place"), revision: value("revision") }, { token: formToken.exec(html)![1]! })).status).toBe(303);
  const invited = (await owner.post("/console/staff", { name: "Anh Tú", grant: "club-leader|doan-xa-mau|bong-da" }, { from: "/console/staff/new" })).html;
  const link = new URL(/value="(http[^"]+\/console\/enter\/[^"]+)"/.exec(invited)![1]!).pathname;
  const leader = new ConsoleBrowser(service.url);
  await leader.post(link, { name: "Anh Tú", login: "anh-tu", password }, { from: link });
  const code = /value="(mã cán bộ [a-z0-9]+)"/.exec((await leader.post("/console/account/chat", {}, { from: "/console/account" })).html)![1]!;
  const tu = await visitor();
  await tu.say(code);
  expect(await hears(tu, /Chào/)).toContain("Anh Tú");

  const minh = await visitor();
  await minh.say("cho em vào clb bóng đá");
  await hears(minh, /CLB Bóng đá/);
  await minh.choose("Tham gia");
  await hears(minh, /nhóm tuổi/);
  await known(minh, "Trần Văn Minh");
  await hears(minh, /Vì sao|lời nhắn|viết/i);
  await minh.say("Em đá hậu vệ");
  await hears(minh, /Trần Văn Minh/);
  await minh.choose("Đăng ký luôn");
  await hears(minh, /đã gửi yêu cầu/);
  expect(await hears(tu, /xin vào/)).toContain("Trần Văn Minh");
  await tu.choose("Xem");
  expect(await hears(tu, /hậu vệ/)).toContain("CLB Bóng đá");
  await tu.choose("Đồng ý");
  await hears(tu, /Đã nhận/);
  expect(await hears(minh, /được nhận vào/)).toContain("CLB Bóng đá");

  // A login link to one's own chat, once.
  const stranger = new ConsoleBrowser(service.url);
  await stranger.post("/console/sign-in/link", { login: "anh-tu" });
  const entry = new URL(/http\S+\/console\/link\/\S+/.exec(await hears(tu, /console\/link/))![0]).pathname;
  expect((await stranger.post(entry, {}, { from: entry })).to).toBe("/console");
  expect((await stranger.get("/console/clubs")).html).toContain("CLB Bóng đá");
  expect((await stranger.get("/console/people")).status).toBe(403);
});

it("deletes in chat at once what is the chat's, and puts the rest before staff with the law's date", async () => {
  const ha = await visitor();
  await ha.say("đăng ký sinh hoạt nơi cư trú");
  await hears(ha, /nơi cư trú/);
  await ha.choose("Đăng ký");
  await hears(ha, /nhóm tuổi/);
  await known(ha, "Lê Thị Hà");
  await hears(ha, /trường hay đơn vị/);
  await ha.say("THPT Tĩnh Gia 1");
  await hears(ha, /ở đây thế nào/);
  await ha.choose("Về hè");
  await hears(ha, /Số điện thoại/);
  await ha.choose("Bỏ qua");
  await hears(ha, /HS-/);
  expect((await owner.get("/console/cases?kind=residence")).html).toContain("Lê Thị Hà");
  await ha.say("xóa dữ liệu");
  await hears(ha, /xóa hẳn/);
  await ha.choose("XÓA DỮ LIỆU");
  await hears(ha, /đã xóa xong/);
  await until("the case names nobody", async () => !(await owner.get("/console/cases?kind=residence")).html.includes("Lê Thị Hà"));
  expect((await owner.get("/console/privacy?closed=1")).html).toContain("tự làm trong chat");
});
