import ExcelJS from "exceljs";

const families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Tống", "Lưu", "Đỗ", "Bùi"];
const middles = ["Thị", "Văn", "Đức", "Minh", "Ngọc", "Quang", "Thu", "Hữu"];
const givens = ["Lan", "Hương", "Nam", "Hà", "Đạt", "Ánh", "Tuấn", "Yến", "Khôi", "Thảo", "Phượng", "Ước"];

/** The name of the `at`-th person of made-up lists: many alike, as in life. */
export function nameOf(at: number): string {
  return `${families[at % families.length]} ${middles[Math.floor(at / families.length) % middles.length]} ${givens[Math.floor(at / 80) % givens.length]}`;
}

/**
 * A list as offices keep it: titles and a merged seal line, a heading over two lines with the birth date under "Nam" or "Nữ", a
 * column of ID cards, dates in five spellings, capitals, lost noughts, an empty line, the heading once more, a sum and a signature.
 */
export async function messyList(count: number, branches: readonly string[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("DS ĐVTN");
  sheet.addRow(["ĐOÀN TNCS HỒ CHÍ MINH"]);
  sheet.mergeCells("A1:D1");
  sheet.addRow(["BCH ĐOÀN XÃ", "", "***"]);
  sheet.addRow([]);
  sheet.addRow(["DANH SÁCH ĐOÀN VIÊN NĂM 2026"]);
  sheet.mergeCells("A4:I4");
  const heading = ["STT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Số CCCD", "Số điện thoại", "Chi đoàn", "Ngày vào Đoàn", "Ghi chú"];
  sheet.addRow(heading);
  sheet.addRow(["", "", "Nam", "Nữ", "", "", "", "", ""]);
  for (let at = 0; at < count; at++) {
    const day = (at % 28) + 1;
    const month = (at % 12) + 1;
    const year = 1996 + (at % 14);
    const birth = [`${day}/${month}/${year}`, `${String(day).padStart(2, "0")}.${String(month).padStart(2, "0")}.${year}`, new Date(Date.UTC(year, month - 1, day)), `${day}-${month}-${String(year).slice(2)}`, String(year)][at % 5]!;
    const woman = at % 2 === 0;
    const phone = 900_000_000 + at * 37;
    sheet.addRow([at + 1, at % 3 === 0 ? nameOf(at).toUpperCase() : `  ${nameOf(at)} `, woman ? "" : birth, woman ? birth : "", `0380${String(10_000_000 + at)}`, at % 4 === 0 ? phone : `0${String(phone).replace(/(\d{3})(\d{3})(\d{3})/, "$1 $2 $3")}`, branches[at % branches.length]!.toLowerCase(), at % 7 === 0 ? "" : `26/3/${year + 16 > 2025 ? 2025 : year + 16}`, at === 5 ? '=HYPERLINK("http://x.example","bấm")' : at === 6 ? "<img src=x onerror=alert(1)>" : ""]);
    if (at === Math.floor(count / 2)) {
      sheet.addRow([]);
      sheet.addRow(heading);
    }
  }
  sheet.addRow(["", "Tổng cộng", count]);
  sheet.addRow(["", "", "", "", "", "", "NGƯỜI LẬP BIỂU"]);
  return Buffer.from(await book.xlsx.writeBuffer());
}
