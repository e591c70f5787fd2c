import { create } from "qrcode";

/** Modules of white the standard wants around the code. */
const quietZone = 4;

/**
 * A QR code with its quiet zone as one SVG path in a square of `size` points at (x, y). Error correction Q: a quarter of it
 * may be dirty, torn or in the shade. Throws when the address is too long for a code.
 */
export function qrPath(address: string, x: number, y: number, size: number): string {
  const { modules } = create(address, { errorCorrectionLevel: "Q" });
  const unit = size / (modules.size + 2 * quietZone);
  const at = (index: number): string => ((index + quietZone) * unit).toFixed(3);
  let path = "";
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0, run = 0; column <= modules.size; column++) {
      if (column < modules.size && modules.get(row, column)) run++;
      else if (run > 0) {
        // One bar for neighbours: white hairlines between single squares would show in print.
        path += `M${at(column - run)} ${at(row)}H${at(column)}V${at(row + 1)}H${at(column - run)}Z`;
        run = 0;
      }
    }
  }
  return `<path transform="translate(${x.toFixed(2)} ${y.toFixed(2)})" fill="#000000" d="${path}"/>`;
}
