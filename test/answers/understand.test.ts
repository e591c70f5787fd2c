import { describe, expect, it } from "vitest";
import { createUnderstanding, loadAnswers, loadIntents, loadParaphrases, loadUnderstanding, understandLines } from "../../src/answers/index.ts";

const understanding = loadUnderstanding();
const { understand } = understanding;
const said = (text: string) => {
  const { flow, answer, decision } = understand(text);
  return flow ?? answer ?? decision;
};

describe("the data", () => {
  it("has the 60 entries and at least eight other ways to ask each", () => {
    expect(loadAnswers()).toHaveLength(60);
    for (const { id } of loadAnswers()) expect(loadParaphrases()[id]?.length ?? 0, id).toBeGreaterThanOrEqual(8);
    expect(Object.keys(loadParaphrases()).sort()).toEqual(loadAnswers().map((entry) => entry.id));
  });
  it("names exactly the flows of the contract", () => {
    const flows = [...new Set(loadIntents().map((intent) => intent.flow))].sort();
    expect(flows).toEqual(
      ["welcome", "join-club", "leave-club", "register-dialogue", "cancel-dialogue", "ask-question", "question-status", "language", "stop-messages", "start-messages", "my-data", "delete-my-data", "withdraw-consent", "talk-to-person", "activities", "my-activities", "cancel-activity", "check-in", "my-clubs", "my-dialogues", "link-account", "unlink-account", "join-union", "transfer", "residence", "my-branch", "my-cases", "link-staff"].sort(),
    );
  });
  it("finds each entry by its own question, however it is typed", () => {
    for (const { id, question } of loadAnswers()) {
      const plain = question.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d");
      for (const typed of [question, question.normalize("NFD"), plain]) expect(understand(typed).candidates[0]?.id, typed).toMatch(id === "faq-060" ? /faq-060|talk-to-person/ : id);
    }
  });
});

describe("parameters", () => {
  it("names the club", () => expect(understand("mún zô clb bóng đá")).toMatchObject({ decision: "flow", flow: "join-club", params: { club: "bóng đá" } }));
  it.each([["tắt thông báo clb", "clubs"], ["đừng gửi tin câu lạc bộ nữa", "clubs"], ["em không muốn nhận tin hoạt động nữa", "activities"], ["dừng thông báo đối thoại", "dialogues"], ["stop club messages", "clubs"], ["không muốn nhận tin chung nữa", "news"]])("names the kind of notices to stop: %s", (text, purpose) =>
    expect(understand(text)).toMatchObject({ flow: "stop-messages", params: { purpose } }));
  it.each([["hủy đối thoại", "cancel-dialogue"], ["bỏ clb", "leave-club"]])("does not take leaving for stopping notices: %s", (text, flow) => expect(understand(text).flow).toBe(flow));
  it("reads a question's code", () => expect(understand("xem giúp em ch-7k2m9q với")).toMatchObject({ flow: "question-status", params: { code: "CH-7K2M9Q" } }));
  it.each(["m bị ng iu doạ tung ảnh", "em không muốn sống nữa", "bị bạn cùng lớp đánh đập", "I want to kill myself"])("marks danger: %s", (text) =>
    expect(understand(text)).toMatchObject({ flow: "talk-to-person", params: { urgent: "yes" } }));
  it("does not mark a plain wish for a person", () => expect(understand("cho em gặp cán bộ").params).toBeUndefined());
});

describe("the line between asking and doing", () => {
  it.each([
    ["đăng ký tham gia câu lạc bộ như thế nào?", "faq-028"],
    ["cho em đăng ký clb cầu lông", "join-club"],
    ["em không muốn vào clb nữa", "leave-club"],
    ["danh sách clb", "join-club"],
    ["em gửi câu hỏi cho buổi đối thoại bằng cách nào", "faq-054"],
    ["gửi câu hỏi đối thoại", "ask-question"],
    ["xoá hết thông tin của tui đi", "delete-my-data"],
  ])("%s -> %s", (text, wanted) => expect(said(text)).toBe(wanted));
  it.each(["đừng xoá dữ liệu của em", "em không muốn xóa dữ liệu đâu", "do not delete my data"])("a negated wish starts nothing: %s", (text) => expect(understand(text).flow).toBeUndefined());
});

describe("what is not ours", () => {
  it.each(["", "   ", "😂😂", "12345", "...", "hi", "asdkjhasd", "giá vàng hôm nay", "doan tau di ha noi may gio", "chuyển sinh hoạt đảng", "họp thôn khi nào", "trên 30 tuổi có sinh con được không"])("%s", (text) =>
    expect(["none", "suggest"]).toContain(understand(text).decision));
});

describe("bearing", () => {
  it("does not care for case, repeated letters, emoji or the way diacritics are stored", () => {
    const plain = understand("mất sổ đoàn thì làm sao");
    for (const typed of ["MẤT SỔ ĐOÀN THÌ LÀM SAO", "mất sổ đoànnnn thì làm saooooo", "😭 mất sổ đoàn thì làm sao???", "mất sổ đoàn thì làm sao".normalize("NFD")]) {
      expect(understand(typed)).toMatchObject({ decision: plain.decision, answer: plain.answer, candidates: plain.candidates });
    }
  });
  it("keeps candidates sorted and between 0 and 1", () => {
    for (const text of ["vay vốn", "đoàn", "clb", "nghĩa vụ", "đối thoại ở đâu"]) {
      const scores = understand(text).candidates.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
    }
  });
  it("answers hostile input within bounds", () => {
    const hostile = ["a".repeat(10_000), "dk bn tn ".repeat(1_200), "muốn bị cho đừng không ".repeat(500), "(a|b)*".repeat(2_000), "e\u0301\u0323".repeat(4_000), "doanphi".repeat(1_500), "\u0000\u202e".repeat(3_000)];
    for (const text of hostile) {
      understand(text);
      expect(Math.min(...[1, 2, 3].map(() => understand(text).ms))).toBeLessThan(400); // some 20 ms on a machine with nothing else to do: what must not happen is seconds
    }
  });
  it("is quick: median 2 ms, 95 of 100 within 8 ms", () => {
    const texts = Object.values(loadParaphrases()).flat();
    for (const text of texts.slice(0, 200)) understand(text);
    const times = texts.map((text) => Math.min(understand(text).ms, understand(text).ms)).sort((a, b) => a - b);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(2);
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(8);
  });
  it("works for an entry that the commune adds without paraphrases", () => {
    const added = { id: "faq-061", question: "Hồ bơi của xã mở cửa lúc nào?", answer: "Hồ bơi mở từ 6 giờ.", topics: ["ho-boi"], localityDependent: true };
    const { understand: ask } = createUnderstanding({ entries: [...loadAnswers(), added], intents: loadIntents(), paraphrases: loadParaphrases() });
    expect(ask("ho boi xa mo cua luc nao").candidates[0]?.id).toBe("faq-061");
  });
});

it("turns lines into JSON lines, in order", async () => {
  async function* lines() {
    yield "mất sổ đoàn r phải lm s";
    yield "";
    yield 'nói "trích"\tdẫn';
  }
  const out: Record<string, unknown>[] = [];
  for await (const line of understandLines(lines(), understanding)) out.push(JSON.parse(line) as Record<string, unknown>);
  expect(out.map(({ text }) => text)).toEqual(["mất sổ đoàn r phải lm s", "", 'nói "trích"\tdẫn']);
  expect(out[0]).toMatchObject({ decision: "answer", answer: "faq-015" });
  expect(out[1]).toMatchObject({ decision: "none", candidates: [] });
});
