import { fold } from "../lib/vietnamese/index.ts";
import { readDay, readPhone, type PersonFields } from "../people/index.ts";
import { holdsIdNumbers, type Target } from "./columns.ts";

export type RowProblem = { field: string; reason: "name-missing" | "date-wrong" | "phone-wrong" | "branch-unknown" | "id-number" };
/** What a row says about somebody. Only `name-missing` keeps it out; everything else that cannot be read is left out and told. */
export type ReadRow = { fields: Partial<PersonFields>; branchText?: string; problems: RowProblem[] };

/** What stands under a list and is no name. Folded; whole phrases, because Tống and Lưu are surnames. */
const footer = /^(tong (cong|so)|cong( tong)?$|nguoi (lap|kiem|tong hop)|t[\/.]?m[. ]|(pho )?bi thu( doan| chi doan| xa)?$|ky ten|xac nhan|noi nhan|luu$|luu van thu|danh sach|ghi chu|ban (chap hanh|thuong vu)|truong ban|chi doan |doan (xa|phuong) )/;

const serialOffset = Date.UTC(1899, 11, 30);

export function readRow(cells: string[], mapping: readonly Target[], now: number): ReadRow {
  const told = (target: Target): string => (cells[mapping.indexOf(target)] ?? "").trim();
  const has = (target: Target): boolean => mapping.includes(target) && told(target) !== "";
  const problems: RowProblem[] = [];
  const fields: Partial<PersonFields> = {};
  const name = readName(mapping.includes("name") ? told("name") : `${told("last-name")} ${told("first-name")}`);
  if (name) fields.name = name;
  else problems.push({ field: "name", reason: "name-missing" });
  const day = (target: Target, field: "birth" | "admittedOn"): void => {
    if (!has(target) || /^x$/i.test(told(target))) return;
    const read = readCellDay(told(target), now);
    if (read) fields[field] = read;
    else problems.push({ field, reason: "date-wrong" });
  };
  day("birth", "birth");
  for (const [target, gender] of [["born-male", "male"], ["born-female", "female"]] as const) {
    if (!has(target)) continue;
    fields.gender = gender;
    if (!fields.birth) day(target, "birth");
  }
  day("admitted", "admittedOn");
  const gender = readGender(told("gender"));
  if (gender) fields.gender = gender;
  if (has("phone")) {
    const phone = readPhone(told("phone"));
    if (phone) fields.phone = phone;
    else problems.push({ field: "phone", reason: "phone-wrong" });
  }
  if (/^\S+@\S+\.\S+$/.test(told("email"))) fields.email = told("email").toLowerCase();
  for (const [target, field] of [["address", "address"], ["occupation", "occupation"], ["member-code", "memberCode"], ["note", "note"]] as const) {
    if (!has(target)) continue;
    if (hasIdNumber(told(target))) problems.push({ field, reason: "id-number" });
    else fields[field] = told(target).slice(0, 200);
  }
  const standing = fold(told("standing"));
  if (/doan vien|^dv|member/.test(standing) || fields.admittedOn || fields.memberCode) fields.standing = "member";
  else if (/thanh nien|youth|^tn/.test(standing)) fields.standing = "youth";
  if (has("federation")) fields.federation = !/^(0|khong|k|no)$/.test(fold(told("federation")));
  return { fields, problems, ...(has("branch") ? { branchText: told("branch") } : {}) };
}

/** "NGUYỄN THỊ LAN", "nguyễn thị  lan" → "Nguyễn Thị Lan". Undefined for what is no name: sums, signatures, numbers. */
export function readName(text: string): string | undefined {
  const clean = text.normalize("NFC").replace(/\s+/g, " ").replace(/[.,;:]+$/, "").trim();
  if (clean.length < 2 || clean.length > 80 || /[\d@]/.test(clean) || footer.test(fold(clean))) return undefined;
  const mixed = clean !== clean.toUpperCase() && clean !== clean.toLowerCase();
  return mixed ? clean : clean.toLowerCase().replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** A date as written, or the day number a spreadsheet keeps it as. */
function readCellDay(text: string, now: number): string | undefined {
  if (/^\d{5}(\.\d+)?$/.test(text)) return readDay(new Date(serialOffset + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10), now);
  return readDay(text.replace(/ \d{1,2}:\d{2}.*$/, ""), now);
}

function readGender(text: string): PersonFields["gender"] | undefined {
  const folded = fold(text);
  if (/^(nu|female|f|gai)$/.test(folded)) return "female";
  return /^(nam|male|m|trai)$/.test(folded) ? "male" : undefined;
}

function hasIdNumber(text: string): boolean {
  return holdsIdNumbers([text]) || /(^|\D)\d{12}(\D|$)/.test(text.replace(/[ .-]/g, ""));
}
