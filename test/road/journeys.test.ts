import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { startMessengerPlatform, startTelegramPlatform, startZaloPlatform, type MessengerPlatform, type TelegramPlatform, type ZaloPlatform } from "../kit/platforms/index.ts";
import { go, type Somebody } from "../kit/go.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { WebVisitor } from "../kit/web-visitor.ts";

let service: ServiceProcess;
let messenger: MessengerPlatform;
let zalo: ZaloPlatform;
let telegram: TelegramPlatform;

beforeAll(async () => {
  [messenger, zalo, telegram] = await Promise.all([startMessengerPlatform(), startZaloPlatform(), startTelegramPlatform()]);
  service = await startServiceProcess({ ...messenger.env, ...zalo.env, ...telegram.env }, await freePort());
}, 90_000);
afterAll(async () => {
  await service?.dispose();
  await Promise.all([messenger?.stop(), zalo?.stop(), telegram?.stop()]);
});

const channels: Record<string, () => Promise<Somebody>> = {
  messenger: async () => messenger.person("71001", service.url),
  zalo: async () => zalo.person("72001", service.url),
  telegram: async () => telegram.person("73001", service.url),
  webchat: async () => {
    const visitor = new WebVisitor(service.url);
    await visitor.open();
    return visitor;
  },
};

const code = (text: string): string => /\b[A-Z]{2,3}-[A-Z0-9]{6}\b/.exec(text)?.[0] ?? "";

describe.each(Object.keys(channels))("a young person on %s", (name) => {
  let lan: Somebody;
  let clubCode: string;
  beforeAll(async () => {
    lan = await channels[name]!();
  });

  it("is greeted with a menu", async () => {
    const menu = await go(lan, "start", /trợ lý tự động/);
    expect(menu.text).toMatch(/muốn làm gì/);
  });

  it("joins a club: kind, club, consent, name, branch, code", async () => {
    await go(lan, { say: "mún zô clb bóng đá" }, /CLB Bóng đá/);
    await go(lan, { choose: "Tham gia" }, /nhóm tuổi/);
    const notice = await go(lan, { choose: "16 đến 17 tuổi" }, /đồng ý không/);
    expect(notice.text).toMatch(/Giữ gì|đồng ý/);
    await go(lan, { say: "ok" }, /nói thật rõ.*TÔI ĐỒNG Ý/);
    await go(lan, { say: "TÔI ĐỒNG Ý" }, /tên là gì/);
    await go(lan, { say: "Nguyễn Thị Lan" }, /chi đoàn nào/);
    await go(lan, { say: "1" }, /Vì sao/);
    await go(lan, { choose: "Bỏ qua" }, /Mình đăng ký cho Nguyễn Thị Lan/);
    const done = await go(lan, { choose: "Đăng ký luôn" }, /chào mừng bạn đến với CLB Bóng đá/);
    clubCode = code(done.text);
    expect(clubCode).toMatch(/^CLB-/);
  });

  it("joining twice is joining once", async () => {
    await go(lan, { say: "tham gia clb bóng đá" }, /đang là thành viên CLB Bóng đá/);
    await lan.choose("Xong");
  });

  it("registers for the dialogue without being asked again who they are", async () => {
    await go(lan, { say: "đăng ký đối thoại" }, /buổi đối thoại nào/);
    await go(lan, { say: "1" }, /Còn \d+ chỗ/);
    await go(lan, { choose: "Đăng ký" }, /định hỏi gì/);
    await go(lan, { choose: "Mình chỉ dự nghe" }, /Người dự: Nguyễn Thị Lan/);
    const seated = await go(lan, { choose: "Đăng ký luôn" }, /Bạn đã có chỗ/);
    expect(code(seated.text)).toMatch(/^DT-/);
  });

  it("asks a question anonymously and finds out where it stands", async () => {
    await go(lan, { say: "gửi câu hỏi" }, /gửi câu hỏi cho ai/);
    await go(lan, { choose: "Đoàn xã" }, /chuyện gì/);
    await go(lan, { say: "1" }, /viết câu hỏi/);
    const offered = await go(lan, { say: `Sân bóng thôn Đông bao giờ có đèn buổi tối để tập ạ, ${name}?` }, /kèm tên hay ẩn danh|gần giống/);
    if (/gần giống/.test(offered.text)) await go(lan, { choose: "Không có ở đây" }, /kèm tên hay ẩn danh/);
    await go(lan, { choose: "Ẩn danh" }, /xem lại giúp mình/);
    const sent = await go(lan, { choose: "Gửi đi" }, /Mã theo dõi/);
    const tracking = code(sent.text);
    expect(tracking).toMatch(/^CH-/);
    await go(lan, { say: `tình trạng câu hỏi ${tracking}` }, new RegExp(tracking));
  });

  it("gets an answer to a question in chat spelling", async () => {
    await go(lan, { say: "e 15t vô đoàn dc chưa" }, /từ 16 đến 30 tuổi/);
  });

  it("sees and deletes everything", async () => {
    const mine = await go(lan, { say: "xem dữ liệu của tôi" }, /đang giữ về bạn/);
    expect(mine.text).toMatch(/Nguyễn Thị Lan/);
    await go(lan, { say: "xoá hết thông tin của tui đi" }, /chắc chắn/);
    await go(lan, { choose: "XÓA DỮ LIỆU" }, /đã xóa|xóa xong|Đã xóa/);
    const again = await go(lan, { say: "xem dữ liệu của tôi" }, /./);
    expect(again.text).not.toMatch(/Nguyễn Thị Lan/);
  });
});

it("kept every platform's shapes and limits", () => {
  expect({ messenger: messenger.violations, zalo: zalo.violations, telegram: telegram.violations }).toEqual({ messenger: [], zalo: [], telegram: [] });
  expect(telegram.state.spinning.size).toBe(0);
});
