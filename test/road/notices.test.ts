import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { go, hear, registerNewcomer } from "../kit/go.ts";
import { startMessengerPlatform, type MessengerPlatform, type Person } from "../kit/platforms/index.ts";
import { runCommand } from "../kit/command-line.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";

let service: ServiceProcess;
let platform: MessengerPlatform;
let lan: Person;
let minh: Person;
let nga: Person;

const dialogue = "dt-nho";
const hour = 3_600_000;
const vietnamTime = (at: number): string => new Date(at + 7 * hour).toISOString().slice(0, 19);
const cli = (...words: string[]) => runCommand(words, { ...platform.env, DATA_DIR: service.dataDir });
const heard = (who: Person, pattern: RegExp): number => who.replies.filter((reply) => pattern.test(reply.text)).length;

beforeAll(async () => {
  platform = await startMessengerPlatform();
  service = await startServiceProcess(platform.env, await freePort());
  [lan, minh, nga] = ["81", "82", "83"].map((id) => platform.person(id, service.url)) as [Person, Person, Person];
  const added = await cli("dialogues", "add", dialogue, vietnamTime(Date.now() + 72 * hour), "1", "Nhà văn hóa", "Buổi nhỏ");
  expect(added).toMatchObject({ code: 0 });
}, 90_000);
afterAll(async () => {
  await service?.dispose();
  await platform?.stop();
});

describe("a dialogue and its people", { timeout: 60_000 }, () => {
  it("seats the first and lets the second wait", async () => {
    const open = await go(lan, { say: "đăng ký đối thoại" }, /buổi đối thoại nào/);
    const label = open.choices[0]!.label;
    await lan.say("hủy");
    const first = await registerNewcomer(lan, "Lan", { say: "đăng ký đối thoại" }, label);
    expect(first.text).toMatch(/Bạn đã có chỗ/);
    const second = await registerNewcomer(minh, "Minh", { say: "đăng ký đối thoại" }, label);
    expect(second.text).toMatch(/danh sách chờ, thứ 1/);
  });

  it("promotes the waiting one when the seat is given up", async () => {
    const sure = await go(lan, { say: "hủy đối thoại" }, /Bạn muốn hủy chỗ ở buổi «Buổi nhỏ»/);
    await lan.choose(sure.choices[0]!.label);
    await hear(minh, /bạn đã có chỗ ở buổi/);
  });

  it("tells a move and reminds at the new time, once, and nobody else but who asked to be reminded", async () => {
    await nga.start(`remind-me_${dialogue}`);
    await hear(nga, /sẽ nhắc bạn trước «Buổi nhỏ»/);
    const moved = await cli("dialogues", "move", dialogue, vietnamTime(Date.now() + 2 * hour + 12_000));
    expect(moved.out).toMatch(/is moved/);
    await hear(minh, /đổi lịch/, "after the move");
    await hear(minh, /Sắp đến giờ rồi: buổi «Buổi nhỏ»/, "two hours before", 25_000);
    expect([heard(minh, /đổi lịch/), heard(minh, /Sắp đến giờ/), heard(minh, /Nhắc bạn: sắp đến buổi/)]).toEqual([1, 1, 0]);
    await hear(nga, /Sắp đến giờ rồi: buổi «Buổi nhỏ»/, "as asked for");
    expect([heard(nga, /đổi lịch/), heard(nga, /Sắp đến giờ/)]).toEqual([1, 1]);
    expect(heard(lan, /đổi lịch|Sắp đến giờ/)).toBe(0);
  });

  it("sends a notice to a dialogue's people and to all, not to those who said stop", async () => {
    await go(nga, { say: "dừng tất cả" }, /không gửi thông báo cho bạn nữa/);
    const toDialogue = await cli("broadcast", "Nhớ mang theo nước uống nhé", "--to", `dialogue:${dialogue}`);
    expect(toDialogue.out).toMatch(/1\/1 {2}sent 1, failed 0/);
    await hear(minh, /Nhớ mang theo nước uống nhé[\s\S]*DỪNG/);
    const toAll = await cli("broadcast", "Mai dọn đường thôn lúc 6 giờ", "--to", "all");
    expect(toAll.out).toMatch(/3\/3 {2}sent 2, failed 0, unknown 0, opted out 1/);
    await hear(lan, /Mai dọn đường/);
    expect(heard(nga, /Mai dọn đường/)).toBe(0);
  });

  it("says who cannot be meant", async () => {
    const wrong = await cli("broadcast", "x", "--to", "club:khong-co");
    expect(wrong.code).toBe(2);
    expect(wrong.error).toMatch(/There is no club khong-co/);
  });

  it("records somebody who blocked the page as failed and does not try again", async () => {
    platform.block("81");
    const notice = await cli("broadcast", "Tin thứ ba", "--to", "all");
    expect(notice.out).toMatch(/sent 1, failed 1/);
    const next = await cli("broadcast", "Tin thứ tư", "--to", "all");
    expect(next.out).toMatch(/sent 1, failed 0, unknown 0, opted out 1, out of reach 1/);
  });

  it("brings the answer to everybody who asked, also to one who stopped notices", async () => {
    await go(nga, { say: "gửi câu hỏi" }, /gửi câu hỏi cho ai/);
    await go(nga, { choose: "Đoàn xã" }, /chuyện gì/);
    await go(nga, { say: "1" }, /viết câu hỏi/);
    await go(nga, { say: "Bao giờ thư viện xã mở cửa buổi tối cho học sinh ôn thi ạ?" }, /kèm tên hay ẩn danh/);
    await go(nga, { choose: "Ẩn danh" }, /xem lại/);
    const sent = await go(nga, { choose: "Gửi đi" }, /Mã theo dõi/);
    const tracking = /CH-[A-Z0-9]{6}/.exec(sent.text)![0];
    expect((await cli("questions", "list")).out).toContain(tracking);
    await cli("questions", "answer", tracking, "Từ tháng sau thư viện mở đến 21 giờ.");
    const answer = await hear(nga, /Từ tháng sau thư viện mở đến 21 giờ/);
    expect(answer.text).toContain(tracking);
    await go(nga, { say: `tình trạng câu hỏi ${tracking}` }, /Từ tháng sau thư viện mở/);
  });

  it("tells a cancellation once", async () => {
    await cli("dialogues", "cancel", dialogue);
    await hear(minh, /Buổi nhỏ» ngày .* đã hủy/);
    expect(heard(minh, /đã hủy/)).toBe(1);
  });
});
