import { createRequire } from "node:module";
import PDFDocument from "pdfkit";

const require = createRequire(import.meta.url);

/** DejaVu Sans: has every Vietnamese letter, and every machine draws the same poster. */
export const fontFiles = { regular: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"), bold: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf") };
export const fontFamily = "DejaVu Sans";
export type Weight = keyof typeof fontFiles;

/** Width of a line in points. */
export type Measure = (text: string, size: number, weight: Weight) => number;

/** Measures with the fonts themselves, so that nothing is guessed and nothing overflows. */
export function createMeasure(): Measure {
  const page = new PDFDocument({ autoFirstPage: false });
  for (const [name, file] of Object.entries(fontFiles)) page.registerFont(name, file);
  return (text, size, weight) => page.font(weight).fontSize(size).widthOfString(text);
}
