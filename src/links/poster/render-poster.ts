import { once } from "node:events";
import { Resvg } from "@resvg/resvg-js";
import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import { createMeasure, fontFamily, fontFiles } from "./fonts.ts";
import { paperSizes, type PaperSize, type Poster } from "./poster.ts";
import { posterSvg } from "./poster-svg.ts";

/** Dots an inch of the picture: sharp on paper, and still small enough to send in a chat. */
const dotsPerInch = 200;

/** One poster as a picture and as a page to print, both of the same drawing. */
export async function renderPoster(poster: Poster, size: PaperSize): Promise<{ png: Buffer; pdf: Buffer }> {
  const svg = posterSvg(poster, size, createMeasure());
  return { png: toPng(svg, size), pdf: await toPdf([svg], size, poster.title) };
}

/** Several posters to print, a page each. */
export function renderPosters(posters: readonly Poster[], size: PaperSize): Promise<Buffer> {
  const measure = createMeasure();
  return toPdf(posters.map((poster) => posterSvg(poster, size, measure)), size, posters[0]?.title ?? "");
}

function toPng(svg: string, size: PaperSize): Buffer {
  const width = Math.round((paperSizes[size][0] / 72) * dotsPerInch);
  const font = { fontFiles: Object.values(fontFiles), loadSystemFonts: false, defaultFontFamily: fontFamily };
  return new Resvg(svg, { fitTo: { mode: "width", value: width }, background: "#ffffff", font }).render().asPng();
}

/** Lines and letters, not dots: sharp at any size. */
async function toPdf(svgs: readonly string[], size: PaperSize, title: string): Promise<Buffer> {
  const [width, height] = paperSizes[size];
  const document = new PDFDocument({ size: [width, height], margin: 0, autoFirstPage: false, info: { Title: title } });
  for (const [name, file] of Object.entries(fontFiles)) document.registerFont(name, file);
  const parts: Buffer[] = [];
  document.on("data", (part: Buffer) => parts.push(part));
  const fontCallback = (_family: string, bold: boolean): string => (bold ? "bold" : "regular");
  for (const svg of svgs) {
    document.addPage();
    svgToPdf(document, svg, 0, 0, { assumePt: true, width, height, fontCallback });
  }
  document.end();
  await once(document, "end");
  return Buffer.concat(parts);
}
