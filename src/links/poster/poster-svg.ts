import { fitText, type FittedText } from "./fit-text.ts";
import { fontFamily, type Measure, type Weight } from "./fonts.ts";
import { paperSizes, type PaperSize, type Poster } from "./poster.ts";
import { qrPath } from "./qr-path.ts";

/** Everything is laid out on A4; smaller paper is the same picture made smaller. */
const [pageWidth, pageHeight] = paperSizes.a4;
/** Wider than the strip office printers leave white. */
const margin = 42;
const width = pageWidth - 2 * margin;
const gap = 14;
const biggestQr = 400;
const stepIndent = 44;
const stepGap = 8;
const wordWidth = width * 0.33;

/** The poster as one SVG, black on white; lines are broken by `measure`, so that nothing overflows. */
export function posterSvg(poster: Poster, size: PaperSize, measure: Measure): string {
  const [paperWidth, paperHeight] = paperSizes[size];
  const page = `<rect width="${pageWidth}" height="${pageHeight}" fill="#ffffff"/>`;
  const body = draw(poster, fitAll(poster, measure)).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${paperWidth}" height="${paperHeight}" viewBox="0 0 ${pageWidth} ${pageHeight}">${page}${body}</svg>`;
}

type Fitted = { unit: FittedText; title: FittedText; address: FittedText; steps: FittedText[]; box?: { how: FittedText; word: FittedText; height: number }; foot: FittedText };

function fitAll({ unit, title, shownAddress, steps, word, foot }: Poster, measure: Measure): Fitted {
  const fit = (text: string, weight: Weight, most: number, least: number, lines: number, room = width): FittedText => fitText(text, { width: room, most, least, lines, weight }, measure);
  const how = word && fit(word.how, "regular", 18, 13, 3, width * 0.58);
  const big = word && fit(word.word, "bold", 46, 20, 1, wordWidth);
  return {
    unit: fit(unit, "bold", 24, 15, 2),
    title: fit(title, "bold", 48, 20, 4),
    address: fit(shownAddress, "regular", 15, 10, 2),
    steps: steps.map((step) => fit(step, "regular", 20, 15, 2, width - stepIndent)),
    ...(how && big ? { box: { how, word: big, height: Math.max(how.height, big.height) + 20 } } : {}),
    foot: fit(foot, "regular", 12, 9, 2),
  };
}

/** From the top down; the code gets what room the words leave, and what is left over then goes around it. */
function draw({ address }: Poster, fitted: Fitted): string[] {
  const room = pageHeight - 2 * margin - heightOfWords(fitted);
  const qr = Math.min(biggestQr, room);
  const air = (room - qr) / 2;
  const parts: string[] = [];
  let y = margin;
  const put = (part: string, height: number): void => {
    parts.push(part);
    y += height;
  };
  put(textAt(fitted.unit, "bold", pageWidth / 2, y, "middle"), fitted.unit.height + gap);
  put(textAt(fitted.title, "bold", pageWidth / 2, y, "middle"), fitted.title.height + air);
  put(qrPath(address, (pageWidth - qr) / 2, y, qr), qr);
  put(textAt(fitted.address, "regular", pageWidth / 2, y, "middle"), fitted.address.height + gap + air);
  for (const [index, step] of fitted.steps.entries()) {
    put(numberAt(index + 1, margin + 16, y + step.size * 0.62) + textAt(step, "regular", margin + stepIndent, y, "start"), step.height + stepGap);
  }
  if (fitted.box) parts.push(boxAt(fitted.box, y + gap));
  return [...parts, textAt(fitted.foot, "regular", pageWidth / 2, pageHeight - margin - fitted.foot.height, "middle")];
}

function heightOfWords({ unit, title, address, steps, box, foot }: Fitted): number {
  const stepsHeight = steps.reduce((sum, step) => sum + step.height + stepGap, 0);
  return unit.height + title.height + address.height + stepsHeight + (box ? box.height + gap : 0) + foot.height + 4 * gap;
}

/** The word to send, beside what to do with it. */
function boxAt({ how, word, height }: NonNullable<Fitted["box"]>, top: number): string {
  const frame = `<rect x="${margin}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="10" fill="none" stroke="#000000" stroke-width="2.5"/>`;
  const right = margin + width - 16 - wordWidth / 2;
  return frame + textAt(how, "regular", margin + 16, top + (height - how.height) / 2, "start") + textAt(word, "bold", right, top + (height - word.height) / 2, "middle");
}

/** Lines from `top` downwards. */
function textAt({ lines, size }: FittedText, weight: Weight, x: number, top: number, anchor: "start" | "middle"): string {
  const line = (text: string, index: number): string =>
    `<text x="${round(x)}" y="${round(top + size * (1 + index * 1.24))}" font-family="${fontFamily}" font-weight="${weight === "bold" ? "bold" : "normal"}" font-size="${size}" text-anchor="${anchor}" fill="#000000">${escaped(text)}</text>`;
  return lines.map(line).join("");
}

/** A white number on a black disc. */
function numberAt(number: number, x: number, y: number): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="15" fill="#000000"/><text x="${round(x)}" y="${round(y + 6.5)}" font-family="${fontFamily}" font-weight="bold" font-size="18" text-anchor="middle" fill="#ffffff">${number}</text>`;
}

const round = (value: number): string => value.toFixed(2);

/** What an XML file may hold; control characters would make it none. */
function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
  return text.toWellFormed().replace(/[\p{Cc}\u{fffe}\u{ffff}]/gu, "").replace(/[&<>"']/g, (one) => entities[one]!);
}
