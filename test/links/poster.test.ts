import { inflateSync } from "node:zlib";
import { create } from "qrcode";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { paperSizes, renderPoster, type PaperSize, type Poster } from "../../src/links/poster/index.ts";
import { fitText } from "../../src/links/poster/fit-text.ts";
import { createMeasure } from "../../src/links/poster/fonts.ts";
import { posterSvg } from "../../src/links/poster/poster-svg.ts";

const poster: Poster = {
  unit: "Đoàn xã Mẫu",
  title: "Tham gia CLB Bóng đá xã Mẫu",
  address: "https://bot.example.vn/?ref=l_thon-dong-k3m7",
  shownAddress: "bot.example.vn/?ref=l_thon-dong-k3m7",
  steps: ["Mở máy ảnh hoặc Zalo, quét mã này.", "Mở trang vừa hiện ra.", "Trả lời vài câu ngắn là xong."],
  word: { how: "Dùng Zalo? Quan tâm trang của Đoàn, rồi nhắn:", word: "K3M7" },
  foot: "thôn Đông · k3m7",
};
const long: Poster = {
  ...poster,
  unit: "Ban Chấp hành Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Nguyễn Thị Minh Khai, huyện Quỳnh Lưu",
  title: `Đăng ký dự: Đối thoại giữa lãnh đạo Ủy ban nhân dân xã với thanh niên công nhân, nông thôn về vốn vay và việc làm ${"Ngượngnghịu".repeat(12)}`,
  shownAddress: `bot.doanxamau.example.vn/${"duong-dan-rat-dai/".repeat(12)}`,
  steps: poster.steps.map((step) => step.repeat(6)),
  word: { how: "Dùng Zalo? ".repeat(30), word: "#NHA-VAN-HOA-K3M7" },
  foot: "Nhà văn hóa thôn Đông Thượng ".repeat(12),
};
const measure = createMeasure();
const sizes = Object.keys(paperSizes) as PaperSize[];

type Line = { x: number; y: number; size: number; weight: "regular" | "bold"; anchor: string; text: string };

function linesOf(svg: string): Line[] {
  const pattern = /<text x="([\d.]+)" y="([\d.]+)" font-family="[^"]+" font-weight="(\w+)" font-size="(\d+)" text-anchor="(\w+)" fill="#000000">([^<]*)<\/text>/g;
  return [...svg.matchAll(pattern)].map(([, x, y, weight, size, anchor, text]) => ({ x: Number(x), y: Number(y), size: Number(size), weight: weight === "bold" ? "bold" : "regular", anchor: anchor!, text: text!.replaceAll("&amp;", "&") }));
}

describe("the drawing", () => {
  it.each([["usual", poster], ["with far too long names", long]])("%s keeps every line on the paper", (_, one) => {
    const lines = linesOf(posterSvg(one, "a4", measure));
    expect(lines.length).toBeGreaterThan(7);
    for (const { x, y, size, weight, anchor, text } of lines) {
      const width = measure(text, size, weight);
      const left = anchor === "middle" ? x - width / 2 : x;
      expect([text, left >= 41, left + width <= 595.28 - 41, y - size >= 40, y <= 841.89 - 40]).toEqual([text, true, true, true, true]);
    }
    const tops = lines.map((line) => line.y);
    expect(new Set(tops).size).toBeGreaterThanOrEqual(tops.length - 3);
  });

  it("breaks a long title between words and shows all of it", () => {
    const title = "Đăng ký dự: Đối thoại giữa lãnh đạo Ủy ban nhân dân xã với thanh niên công nhân về vốn vay và việc làm";
    const shown = linesOf(posterSvg({ ...poster, title }, "a4", measure)).filter((line) => line.weight === "bold" && line.text !== poster.unit && line.text !== "K3M7");
    expect(shown.map((line) => line.text).join(" ")).toBe(title);
    expect(shown[0]!.size).toBeGreaterThanOrEqual(20);
  });

  it("escapes what staff typed", () => {
    const svg = posterSvg({ ...poster, title: `<script>&"'\u0000\ud800`, foot: "]]> <!--" }, "a4", measure);
    expect(svg).toContain("&lt;script&gt;&amp;&quot;&apos;");
    expect(svg).not.toMatch(/<script|<!--|\u0000/);
  });

  it("never runs for ever or over the edge, whatever the words", () => {
    for (const text of ["", " ", "x".repeat(3000), "ỹ ".repeat(2000), "🙂".repeat(300)]) {
      const { lines, size } = fitText(text, { width: 120, most: 30, least: 10, lines: 2, weight: "bold" }, measure);
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(measure(line, size, "bold")).toBeLessThanOrEqual(120);
    }
  });
});

describe.each(sizes)("the poster on %s", (size) => {
  const [width, height] = paperSizes[size];

  it("is a picture of 200 dots an inch, with a code that says the address", async () => {
    const { png } = await renderPoster(poster, size);
    const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height].map((dots) => Math.round(dots / 20))).toEqual([width, height].map((points) => Math.round((points / 72) * 10)));
    expect(readModules(data, info.width, info.height, create(poster.address, { errorCorrectionLevel: "Q" }).modules.size)).toEqual(modulesOf(poster.address));
  });

  it("is one page to print, of lines and letters", async () => {
    const { pdf } = await renderPoster(long, size);
    const text = pdf.toString("latin1");
    expect(text.startsWith("%PDF-")).toBe(true);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1);
    const [, w, h] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!;
    expect([Number(w), Number(h)]).toEqual([width, height]);
    expect(text).not.toContain("/Subtype /Image");
    expect(text).toMatch(/DejaVuSans/);
    // The drawing's strokes: far more rectangles than letters could have.
    const drawn = [...text.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(([, part]) => inflated(Buffer.from(part!, "latin1")));
    expect(drawn.some((part) => (part.match(/ l\n/g) ?? []).length > 500)).toBe(true);
  });
});

function inflated(part: Buffer): string[] {
  try {
    return [inflateSync(part).toString("latin1")];
  } catch {
    return [];
  }
}

const modulesOf = (address: string): string[] => {
  const { modules } = create(address, { errorCorrectionLevel: "Q" });
  return Array.from({ length: modules.size }, (_, row) => Array.from({ length: modules.size }, (_, column) => (modules.get(row, column) ? "#" : " ")).join(""));
};

/** Finds the code by its top left finder (the first long run of black that is a square) and reads the middle of every module. */
function readModules(data: Buffer, width: number, height: number, size: number): string[] {
  const dark = (x: number, y: number): boolean => data[y * width + x]! < 128;
  const black = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => x).filter((x) => dark(x, y)));
  // The first row whose black begins and ends with runs of seven modules, as finders do, is the code's top.
  for (let y = 0; y < height; y++) {
    const row = black[y]!;
    if (row.length === 0) continue;
    const [left, right] = [row[0]!, row.at(-1)!];
    const unit = (right - left + 1) / size;
    const isRun = (from: number, to: number): boolean => row.filter((x) => x >= from && x <= to).length >= to - from;
    if (unit < 4 || !isRun(left, Math.floor(left + 7 * unit) - 2) || !isRun(Math.ceil(right - 7 * unit) + 2, right)) continue;
    const square = Array.from({ length: size }, (_, i) => Math.round(left + (i + 0.5) * unit));
    if (!dark(square[3]!, Math.round(y + 3.5 * unit)) || dark(square[1]!, Math.round(y + 1.5 * unit))) continue;
    return square.map((_, r) => square.map((x) => (dark(x, Math.round(y + (r + 0.5) * unit)) ? "#" : " ")).join(""));
  }
  return [];
}
