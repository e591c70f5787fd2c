import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Service } from "../../src/service/service.ts";
import { VersionConflict } from "../../src/storage/contacts.ts";
import { openTestService, Talker } from "../kit/talker.ts";

let service: Service;
let close: () => Promise<void>;
let people = 0;

beforeAll(async () => {
  ({ service, close } = await openTestService());
});
afterAll(() => close());
const somebody = (): Talker => new Talker(service, String(1000 + people++));

/** Up to the question for the name. */
async function atName(): Promise<Talker> {
  const lan = somebody();
  await lan.say("mún zô clb bóng đá");
  await lan.press("Tham gia");
  await lan.press("18 đến 30 tuổi");
  expect(await lan.press("TÔI ĐỒNG Ý")).toMatch(/tên là gì/);
  return lan;
}

describe("an event", () => {
  it("that comes again is not played again: the same replies, nothing changed", async () => {
    const lan = somebody();
    const event = lan.event({ kind: "text", text: "menu" });
    const first = await lan.play(event);
    const stored = await service.contacts.load(lan.contact);
    expect(await lan.play(event)).toBe(first);
    expect(await service.contacts.load(lan.contact)).toEqual(stored);
    expect(await service.log.count(lan.contact)).toBe(1);
  });

  it("is in the log also when its process died after the contact was written and before the log was", async () => {
    const lan = somebody();
    const event = lan.event({ kind: "text", text: "menu" });
    const said = await lan.play(event);
    await service.log.forget(lan.contact);
    await lan.play(event);
    const [turn] = await service.log.of(lan.contact);
    expect(turn!.in).toBe("menu");
    expect(turn!.out.join("\n")).toBe(said);
  });

  it("is refused when another process was faster, and then plays on what that one left", async () => {
    const lan = somebody();
    await lan.say("menu");
    const stale = (await service.contacts.load(lan.contact))!;
    await lan.say("tham gia clb");
    await expect(service.contacts.commit({ ...stale, locale: "en" })).rejects.toThrow(VersionConflict);
    expect((await service.contacts.load(lan.contact))?.locale).toBe("vi");
  });

  it("keeps its effect single when it dies after the effect and before the commit", async () => {
    const lan = await atName();
    await lan.say("Lan");
    await lan.say("1");
    await lan.press("Bỏ qua");
    const before = (await service.contacts.load(lan.contact))!;
    const payload = lan.heard.at(-1)!.choices![0]!.payload;
    const event = lan.event({ kind: "press", payload, title: "Đăng ký luôn" });
    const first = await lan.play(event);
    // As if the process had died before the contact was written.
    await service.stores.mongo.collection("contacts").replaceOne({ _id: lan.contact as never }, before as never);
    const again = await lan.play(event);
    expect(again).toBe(first);
    expect(again).toMatch(/chào mừng bạn đến với CLB Bóng đá/);
    expect(await service.stores.mongo.collection("club-memberships").countDocuments({ contact: lan.contact })).toBe(1);
  });

  it("of somebody unknown who left makes no contact", async () => {
    const gone = somebody();
    await gone.play(gone.event({ kind: "left" }));
    expect(await service.contacts.load(gone.contact)).toBeNull();
  });

  it("of leaving marks the person unreachable until they write again", async () => {
    const lan = somebody();
    await lan.say("menu");
    expect(await lan.play(lan.event({ kind: "left" }))).toBe("");
    expect(await service.contacts.load(lan.contact)).toMatchObject({ reachable: false, session: null });
    await lan.say("menu");
    expect(await service.contacts.load(lan.contact)).toMatchObject({ reachable: true });
  });
});

describe("words", () => {
  it.each(["em ko muốn sống nữa", "cứu em với bố đánh em"])("of somebody in danger go before the question for a name: %s", async (text) => {
    const lan = await atName();
    expect(await lan.say(text)).toMatch(/113[\s\S]*111/);
    expect((await service.contacts.load(lan.contact))?.profile.name).toBeUndefined();
  });

  it("of the privacy notice are heard where any text would be an answer", async () => {
    const lan = await atName();
    expect(await lan.say("xóa dữ liệu của em đi")).toMatch(/chắc chắn/);
  });

  it("that mean the same everywhere end a flow, or say that nothing was running", async () => {
    const lan = await atName();
    expect(await lan.say("HUỶ")).toMatch(/dừng việc này/);
    expect(await lan.stands()).toBeUndefined();
    await lan.say("menu");
    expect(await lan.say("thôi")).not.toMatch(/dừng việc này/);
  });

  it("for going back are not taken for an answer", async () => {
    const lan = await atName();
    expect(await lan.say("quay lại")).toMatch(/tên là gì/);
    expect(await lan.stands()).toBe("about-you/name");
  });

  it("of an open button win over everything they could mean elsewhere", async () => {
    const lan = somebody();
    await lan.say("đổi ngôn ngữ");
    expect(await lan.say("english")).toMatch(/English/);
    expect((await service.contacts.load(lan.contact))?.locale).toBe("en");
  });

  it("of greeting and thanks are understood under an open menu", async () => {
    const lan = somebody();
    await lan.say("menu");
    expect(await lan.say("hi")).toMatch(/muốn làm gì/);
    expect(await lan.say("cảm ơn ad")).toMatch(/Không có gì/);
  });

  it("that ask something in the middle of a choice are answered, and the choice is asked again", async () => {
    const lan = somebody();
    await lan.say("tham gia clb");
    expect(await lan.say("đoàn phí bao nhiêu một tháng vậy ad")).toMatch(/2\.000 đồng[\s\S]*kiểu câu lạc bộ nào/);
  });

  it("never meet silence", async () => {
    for (const text of ["", " ", "🙂", "???", "12345", "a".repeat(5000), "\u0000\u0007", "<script>"]) expect(await somebody().say(text)).not.toBe("");
  });
});

describe("buttons", () => {
  it("of an old question change nothing and bring the open one back", async () => {
    const lan = somebody();
    await lan.say("tham gia clb");
    const old = lan.heard.at(-1)!.choices![0]!;
    await lan.press("Thể thao");
    const stands = await lan.stands();
    const again = await lan.play(lan.event({ kind: "press", payload: old.payload, title: old.label }));
    expect(again).toMatch(/câu hỏi cũ/);
    expect(await lan.stands()).toBe(stands);
  });

  it("of the menu work for ever; invented ones grant nothing", async () => {
    const lan = somebody();
    await lan.say("menu");
    const join = lan.heard.at(-1)!.choices![0]!;
    await lan.say("hủy");
    expect(await lan.play(lan.event({ kind: "press", payload: join.payload, title: join.label }))).toMatch(/kiểu câu lạc bộ/);
    expect(await lan.play(lan.event({ kind: "press", payload: "#f:no-such-flow" }))).not.toBe("");
    expect(await lan.play(lan.event({ kind: "press", payload: "#c:99999:99" }))).not.toBe("");
  });
});

describe("time", () => {
  it("asks once whether to go on, then closes the flow without a word", async () => {
    const lan = await atName();
    const ask = (await service.contacts.load(lan.contact))!.session!.ask!;
    const later = async (ms: number) => {
      const { playTurn } = await import("../../src/turns/play-turn.ts");
      return playTurn(lan.event({ kind: "tick", ask: ask.number }), service.turnPorts, ask.at + ms);
    };
    const reminded = await later(30 * 60_000);
    expect(reminded.outbox[0]?.text).toMatch(/làm dở/);
    expect(reminded.timer?.ask).toBe(ask.number);
    expect((await later(31 * 60_000)).outbox).toEqual([]);
    expect((await later(25 * 3_600_000)).outbox).toEqual([]);
    expect(await lan.stands()).toBeUndefined();
  });
});

describe("name and phone from the platform's own form", () => {
  const info = { kind: "info" as const, name: "Nguyễn Thị Lan", phone: "+84912345678" };

  it("answer the question they answer", async () => {
    const lan = await atName();
    await lan.play(lan.event(info));
    expect((await service.contacts.load(lan.contact))?.session?.frames.at(-1)?.vars["name"] ?? JSON.stringify(await service.contacts.load(lan.contact))).toContain("Nguyễn Thị Lan");
  });

  it("are thanked for and not kept where nobody asked", async () => {
    const lan = somebody();
    expect(await lan.play(lan.event(info))).toMatch(/không lưu lại/);
    await lan.say("menu");
    await lan.play(lan.event(info));
    const stored = JSON.stringify([await service.contacts.load(lan.contact), await service.log.count(lan.contact)]);
    expect(stored).not.toMatch(/Lan|912345678/);
  });
});
