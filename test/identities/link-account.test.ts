import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatPayload } from "../../src/core/payload.ts";
import type { Service } from "../../src/service/service.ts";
import { openTestService, Talker } from "../kit/talker.ts";

/** The flow with everything behind it: real rooms, real lanes. */
let service: Service;
let close: () => Promise<void>;
let people = 0;

beforeAll(async () => {
  ({ service, close } = await openTestService());
});
afterAll(() => close());

const somebody = (): Talker => new Talker(service, String(9000 + people++));
const opens = (who: Talker, flow = "link-account") => who.play(who.event({ kind: "press", payload: formatPayload({ kind: "flow", flow }) }));

async function getsCode(who: Talker): Promise<string> {
  await opens(who);
  return /: ([2-9A-Z]{6})\n/.exec(await who.press("Lấy mã"))![1]!;
}

async function typesCode(who: Talker, code: string): Promise<string> {
  await opens(who);
  await who.press("Mình có mã");
  return who.say(code);
}

/** What lies in somebody's outgoing lane without having been asked for. */
async function waitingFor(contact: string): Promise<string[]> {
  const { claims } = await service.lanes.claim("out", 100, 20);
  return claims.filter((claim) => claim.contact === contact).flatMap((claim) => claim.members);
}

describe("linking two accounts", () => {
  it("works with the code, tells the account it was made on once, and is undone by «bỏ nối»", async () => {
    const [here, there] = [somebody(), somebody()];
    const code = await getsCode(here);
    expect(await typesCode(there, code.toLowerCase())).toMatch(/đã nối với Telegram/);
    const notices = await waitingFor(here.contact);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain("vừa được nối với Telegram. Không phải bạn? Nhắn «bỏ nối»");
    expect(await opens(here, "unlink-account")).toMatch(/Bỏ nối kênh này với Telegram/);
    expect(await here.press("Bỏ nối")).toMatch(/đã tách kênh này/);
    expect(await opens(there, "unlink-account")).toMatch(/chưa nối với đâu/);
  });

  it("shows on one what was done on the other", async () => {
    const [here, there] = [somebody(), somebody()];
    await typesCode(there, await getsCode(here));
    await here.say("mún zô clb bóng đá");
    for (const label of ["Tham gia", "18 đến 30 tuổi", "TÔI ĐỒNG Ý"]) await here.press(label);
    for (const words of ["Lan", "1"]) await here.say(words);
    await here.press("Bỏ qua");
    await here.press("Đăng ký luôn");
    const summary = await opens(there, "my-data");
    expect(summary).toMatch(/CLB Bóng đá/);
    expect(summary).toMatch(/Tài khoản đã nối: Telegram/);
    expect(summary).not.toMatch(/Tên: Lan/);
    expect(await there.say("mún zô clb bóng đá")).toMatch(/là thành viên|tham gia rồi|đã ở trong/);
  });

  it("refuses kindly what is no good, and keeps no code in what it stores of the link", async () => {
    const [here, there] = [somebody(), somebody()];
    const code = await getsCode(here);
    expect(await typesCode(here, code)).toMatch(/lấy ở chính kênh này/);
    for (let i = 2; i < 7; i++) expect(await typesCode(there, `22222${i}`)).toMatch(/không thấy mã này/);
    expect(await typesCode(there, code)).toMatch(/tạm dừng một giờ/);
    expect(JSON.stringify(await service.rooms.identities.codes.find().lean())).not.toContain(code);
  });

  it("deletes the data of one account only and says where the rest is", async () => {
    const [here, there] = [somebody(), somebody()];
    await typesCode(there, await getsCode(here));
    await opens(there, "delete-my-data");
    expect(await there.press("XÓA DỮ LIỆU")).toMatch(/Dữ liệu ở Telegram bạn đã nối thì vẫn còn/);
    expect(await service.contacts.load(here.contact)).not.toBeNull();
    expect(await service.rooms.identities.identities.exists({ _id: there.contact })).toBeNull();
  });
});
