/** The package has no types of its own; what is used of it. */
declare module "svg-to-pdfkit" {
  type Options = { assumePt?: boolean; width?: number; height?: number; fontCallback?: (family: string, bold: boolean, italic: boolean) => string };
  export default function svgToPdf(document: PDFKit.PDFDocument, svg: string, x: number, y: number, options?: Options): void;
}
