import { expect, it } from "vitest";
import { createQuestionIndex, loadParaphrases, similarQuestions } from "../../src/answers/index.ts";

const earlier = [
  { id: "q1", text: "Bao giờ sửa đường thôn 3 ạ?" },
  { id: "q2", text: "Xã có sân bóng cho thanh niên không?" },
  { id: "q3", text: "Đường vào thôn 3 hư hỏng, khi nào được sửa?" },
];

it("ranks by likeness, whatever the spelling, and leaves strangers out", () => {
  const found = similarQuestions("duong thon 3 hu hong khi nao sua", earlier, 2);
  expect(found.map(({ id }) => id)).toEqual(["q3", "q1"]);
  expect(similarQuestions("giá vàng", earlier, 3)).toEqual([]);
  expect(similarQuestions("", earlier, 3)).toEqual([]);
  expect(similarQuestions("Xã có sân bóng cho thanh niên không?", earlier, 1)[0]?.score).toBeGreaterThan(0.99);
});

it("grows, replaces and forgets", () => {
  const index = createQuestionIndex(earlier);
  index.add({ id: "q4", text: "Có lớp dạy bơi cho trẻ em không?" });
  expect(index.similar("lop day boi", 1)[0]?.id).toBe("q4");
  index.add({ id: "q4", text: "Khi nào có mạng ở nhà văn hóa?" });
  expect(index.similar("lop day boi", 1)).toEqual([]);
  index.remove("q4");
  expect(index.similar("mang o nha van hoa", 1)).toEqual([]);
});

it("searches 5,000 questions within 30 ms", () => {
  const texts = Object.values(loadParaphrases()).flat();
  const many = Array.from({ length: 5_000 }, (_, i) => ({ id: `q${i}`, text: `${texts[i % texts.length]} thôn ${i % 97} ${texts[(i * 7) % texts.length]}` }));
  const index = createQuestionIndex(many);
  index.similar("vay von lam an o dau", 3);
  const times = ["đường thôn hư khi nào sửa", "vay vốn chăn nuôi ở đâu", "clb bóng đá thôn 5"].map((text) => {
    const started = performance.now();
    expect(index.similar(text, 3).length).toBeGreaterThan(0);
    return performance.now() - started;
  });
  expect(Math.min(...times)).toBeLessThan(30);
});
