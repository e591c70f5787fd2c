import { createHash } from "node:crypto";
import { fold } from "../lib/vietnamese/index.ts";
import { readDay, readPhone } from "../people/index.ts";
import { ImportMistake } from "./import-mistake.ts";
import type { TableRow } from "./read-table.ts";

/** What a column of a list can hold. `born-male`, `born-female`: the old form with the birth date under "Nam" or "Nữ". */
export const targets = ["ignore", "name", "last-name", "first-name", "birth", "born-male", "born-female", "gender", "phone", "email", "address", "occupation", "branch", "member-code", "admitted", "standing", "federation", "note"] as const;
export type Target = (typeof targets)[number];

/** Folded beginnings of headings, as offices write them; the first that fits. Numbers of ID cards are never taken. */
const headings: [Target, RegExp][] = [
  ["ignore", /cccd|cmnd|can cuoc|chung minh|dinh danh|so cc|id card|^(stt|tt|so tt|no|#)$|dan toc|ton giao|religion|ethnic/],
  ["admitted", /ngay (vao|ket nap)|vao doan|ket nap|ngay chuan y|admitted|joined/],
  ["member-code", /ma (doan vien|dv|the)|so the|the doan|so so|member (code|no)|card/],
  ["last-name", /^ho( va)?( ten)? dem|^ho lot|^ho va chu dem|^ho$|last name|surname/],
  ["name", /ho (va )?ten|ho, ten|full ?name|^ten (doan vien|thanh nien|day du)|^name$|doan vien$/],
  ["first-name", /^ten$|first name|given name/],
  ["birth", /sinh|birth|dob|^ns$/],
  ["gender", /gioi tinh|phai|gender|sex|^gt$/],
  ["born-male", /^nam$/],
  ["born-female", /^nu$/],
  ["phone", /dien thoai|sdt|so dt|^dt|phone|mobile|di dong|zalo|lien he/],
  ["email", /e-?mail|thu dien tu/],
  ["branch", /chi doan|don vi|noi sinh hoat|to chuc|^thon$|^thon |khu pho|branch|unit/],
  ["address", /dia chi|noi o|thuong tru|tam tru|cho o|que quan|address/],
  ["occupation", /nghe nghiep|cong viec|noi lam|noi hoc|truong|lop|chuc vu|trinh do|occupation|job|school/],
  ["federation", /hoi lhtn|hoi vien|lien hiep/],
  ["standing", /doi tuong|loai|dien|standing/],
  ["note", /ghi chu|note/],
];
const furthest = 30;

export type Table = { header: string[]; rows: TableRow[] };

/** Finds the line of headings under titles and seals, and leaves out what is no row: the headings again on the next page, sums, signatures. Throws ImportMistake. */
export function findHeader(lines: TableRow[]): Table {
  const scored = lines.slice(0, furthest).map((line, at) => ({ at, score: line.cells.map(targetOf).filter((target) => target !== undefined).length, named: line.cells.some((cell) => isName(targetOf(cell))), wide: line.cells.filter(Boolean).length > 1 || /^ho (va )?ten$/.test(fold(line.cells.find(Boolean) ?? "")) }));
  const best = scored.filter((one) => one.named && one.wide).reduce<(typeof scored)[number] | undefined>((found, one) => (!found || one.score > found.score ? one : found), undefined);
  if (!best) throw new ImportMistake("no-header");
  const header = spread(lines[best.at]!.cells, lines[best.at + 1]?.cells);
  const body = lines.slice(best.at + 1 + (header === lines[best.at]!.cells ? 0 : 1));
  const words = new Set([...header, ...lines[best.at]!.cells].filter(Boolean));
  return { header, rows: body.filter((row) => !isHeadingAgain(row.cells, words) && !isNumbering(row.cells)) };
}

/** A heading over two lines ("Năm sinh" over "Nam", "Nữ"): the second line says which. */
function spread(upper: string[], lower: string[] | undefined): string[] {
  const under = (lower ?? []).map(fold);
  if (!under.includes("nam") || !under.includes("nu")) return upper;
  return Array.from({ length: Math.max(upper.length, under.length) }, (_, at) => (under[at] ? lower![at]! : (upper[at] ?? "")));
}

/** The headings on top of the next page. */
function isHeadingAgain(cells: string[], words: ReadonlySet<string>): boolean {
  const told = cells.filter(Boolean);
  return told.length > 1 && told.filter((cell) => words.has(cell)).length > told.length / 2;
}

/** "(1) (2) (3)" under the headings. */
function isNumbering(cells: string[]): boolean {
  const told = cells.filter((cell) => cell !== "");
  return told.length > 1 && told.every((cell, at) => /^\(?\d{1,2}\)?$/.test(cell) && Number(cell.replace(/\D/g, "")) === at + 1);
}

/** What each column seems to hold: by its heading, else by what stands in it; each target once. */
export function guessMapping({ header, rows }: Table): Target[] {
  const used = new Set<Target>();
  const width = Math.max(header.length, ...rows.slice(0, 200).map((row) => row.cells.length));
  const guessed = Array.from({ length: width }, (_, at): Target => {
    const column = rows.slice(0, 200).map((row) => row.cells[at] ?? "").filter(Boolean);
    const target = holdsIdNumbers(column) ? "ignore" : (targetOf(header[at] ?? "") ?? byContent(column));
    if (target === "ignore" || used.has(target)) return "ignore";
    used.add(target);
    return target;
  });
  return used.has("first-name") && !used.has("last-name") && !used.has("name") ? guessed.map((one) => (one === "first-name" ? "name" : one)) : guessed;
}

/** The same headings are the same list, whatever stands under them. */
export function signatureOf(header: string[]): string {
  return createHash("sha256").update(header.map(fold).join("|")).digest("base64url").slice(0, 22);
}

export function isTarget(text: string): text is Target {
  return (targets as readonly string[]).includes(text);
}

/** Twelve digits in most cells are ID cards, whatever the heading says. */
export function holdsIdNumbers(column: string[]): boolean {
  return column.length > 0 && column.filter((cell) => /^0\d{11}$/.test(cell.replace(/[ .]/g, ""))).length > column.length / 2;
}

function isName(target: Target | undefined): boolean {
  return target === "name" || target === "first-name";
}

function targetOf(heading: string): Target | undefined {
  const folded = fold(heading).replace(/\s+/g, " ").trim();
  return folded === "" || folded.length > 60 ? undefined : headings.find(([, pattern]) => pattern.test(folded))?.[0];
}

function byContent(column: string[]): Target {
  const most = (fits: (cell: string) => boolean) => column.length > 0 && column.filter(fits).length > column.length * 0.7;
  if (most((cell) => readPhone(cell) !== undefined)) return "phone";
  if (most((cell) => /^\S+@\S+\.\S+$/.test(cell))) return "email";
  if (most((cell) => cell.length > 4 && readDay(cell, Date.now()) !== undefined)) return "birth";
  return "ignore";
}
