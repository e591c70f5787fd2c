import { once } from "node:events";
import PDFDocument from "pdfkit";
import { fontFiles } from "../../../links/poster/index.ts";

export type CertificateWords = { unit: string; heading: string; took: string; day: string; sign: string };

/** A certificate of participation, an A5 page across for each name. */
export async function certificatePdf(names: readonly string[], words: CertificateWords): Promise<Buffer> {
  const document = new PDFDocument({ size: "A5", layout: "landscape", margin: 42, autoFirstPage: false, info: { Title: words.heading } });
  for (const [name, file] of Object.entries(fontFiles)) document.registerFont(name, file);
  const parts: Buffer[] = [];
  document.on("data", (part: Buffer) => parts.push(part));
  for (const name of names) {
    document.addPage();
    const { width, height } = document.page;
    document.rect(24, 24, width - 48, height - 48).lineWidth(1.5).stroke("#0b5aa2");
    const line = (text: string, size: number, font: "regular" | "bold", gap: number) => document.font(font).fontSize(size).fillColor("#1b1b1b").text(text, { align: "center" }).moveDown(gap);
    line(words.unit, 12, "regular", 1.2);
    line(words.heading.toLocaleUpperCase("vi"), 22, "bold", 1);
    line(name, 20, "bold", 0.8);
    line(words.took, 13, "regular", 0.4);
    line(words.day, 12, "regular", 1.6);
    document.font("regular").fontSize(11).text(words.sign, { align: "right" });
  }
  document.end();
  await once(document, "end");
  return Buffer.concat(parts);
}
