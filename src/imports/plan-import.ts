import { randomBytes } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { sortKey, type PeopleModels, type PersonFields, type PersonRecord } from "../people/index.ts";
import { findBranch, type UnitModels } from "../units/index.ts";
import { findHeader, guessMapping, signatureOf, type Table, type Target } from "./columns.ts";
import { rowId, rowsOf, type Import, type ImportModels, type ImportRow, type Verdict } from "./model.ts";
import { readRow } from "./read-row.ts";
import { readTable } from "./read-table.ts";

export type ImportPorts = { imports: ImportModels; people: PeopleModels; units: UnitModels };

/** Small enough that whoever writes to the bot meanwhile waits for one batch and no longer. */
const batch = 200;
const mostMissing = 500;

/**
 * Reads a file; `planned` then writes down what taking it in would do, row by row, while others work. Nothing of the register changes.
 * Throws ImportMistake for a file that is no list.
 */
export async function beginImport(ports: ImportPorts, { file, name, commune, by, now }: { file: Buffer; name: string; commune: string; by: string; now: number }): Promise<{ import: Import; planned: Promise<Import> }> {
  const table = findHeader(await readTable(file));
  const signature = signatureOf(table.header);
  const known = await ports.imports.mappings.findById(`${commune}|${signature}`).lean();
  const mapping = known?.mapping ?? guessMapping(table);
  const fresh: Import = { _id: `i${randomBytes(9).toString("base64url")}`, commune, file: name.normalize("NFC").slice(0, 120), signature, mapping, header: table.header, state: "planning", counts: {}, missing: [], by, at: now };
  await ports.imports.imports.create(fresh);
  const planned = plan(ports, fresh, table, now).catch(async (error: unknown) => {
    await ports.imports.imports.updateOne({ _id: fresh._id }, { $set: { state: "failed" } });
    throw error;
  });
  return { import: fresh, planned };
}

/** Reads the same rows by another mapping, which is remembered for the next list of this form. */
export async function remapImport(ports: ImportPorts, one: Import, mapping: Target[], now: number): Promise<Import> {
  const rows: Table["rows"] = [];
  for (let after = ""; ; ) {
    const page = await rowsOf(ports.imports, one._id, { after, limit: 2000 });
    rows.push(...page.map((row) => ({ line: row.line, cells: row.cells ?? [] })));
    if (page.length < 2000) break;
    after = page.at(-1)!._id;
  }
  await ports.imports.mappings.updateOne({ _id: `${one.commune}|${one.signature}` }, { $set: { mapping, at: now } }, { upsert: true });
  await ports.imports.rows.deleteMany({ _id: { $gt: `${one._id}|`, $lt: `${one._id}}` } });
  return plan(ports, { ...one, mapping }, { header: one.header, rows }, now);
}

async function plan(ports: ImportPorts, one: Import, { rows }: Table, now: number): Promise<Import> {
  const register = await readRegister(ports.people, one.commune);
  const branches = new Map<string, string | undefined>();
  const counts: Import["counts"] = {};
  const seen = new Map<string, number>();
  const met = new Set<string>();
  for (let from = 0; from < rows.length; from += batch) {
    const planned: ImportRow[] = [];
    for (const { line, cells } of rows.slice(from, from + batch)) {
      const { fields, branchText, problems } = readRow(cells, one.mapping, now);
      if (branchText) {
        if (!branches.has(branchText)) branches.set(branchText, (await findBranch(ports.units, branchText, one.commune))?._id);
        const branch = branches.get(branchText);
        if (branch) fields.branch = branch;
        else problems.push({ field: "branch", reason: "branch-unknown" });
      }
      const judged = judge(fields, register, seen, line);
      if (judged.person) met.add(judged.person);
      counts[judged.verdict] = (counts[judged.verdict] ?? 0) + 1;
      // Columns that are left out are not kept either: they may be what must never be stored.
      planned.push({ _id: rowId(one._id, line), import: one._id, commune: one.commune, line, cells: cells.map((cell, at) => (/^\D*(\d[ .]?){12}\D*$/.test(cell) && one.mapping[at] !== "phone" ? "" : cell)), fields, problems, ...judged });
    }
    if (planned.length > 0) await ports.imports.rows.insertMany(planned, { ordered: false, lean: true });
    await breathe();
  }
  const missing = await missingSince(ports, one, met);
  const done: Import = { ...one, state: "planned", counts: { ...counts, missing: missing.length }, missing: missing.slice(0, mostMissing) };
  const { _id, ...set } = done;
  await ports.imports.imports.updateOne({ _id }, { $set: set });
  return done;
}

type Register = { byName: Map<string, Known[]>; byCode: Map<string, Known> };
type Known = Pick<PersonRecord, "_id" | "name" | "sortKey" | "birth" | "phone" | "memberCode" | "branch" | "gender" | "email" | "address" | "occupation" | "admittedOn" | "standing" | "federation" | "note">;

async function readRegister(people: PeopleModels, commune: string): Promise<Register> {
  const byName = new Map<string, Known[]>();
  const byCode = new Map<string, Known>();
  let read = 0;
  for await (const one of people.people.find({ commune }, { keys: 0, history: 0, trainings: 0, contacts: 0 }).lean<Known[]>().cursor({ batchSize: 1000 })) {
    byName.set(one.sortKey, [...(byName.get(one.sortKey) ?? []), one]);
    if (one.memberCode) byCode.set(one.memberCode, one);
    if (++read % 1000 === 0) await breathe();
  }
  return { byName, byCode };
}

/** Same card, or same name with the same birth date or phone: the same person. Same name and nothing that speaks against it: a person decides. */
function judge(fields: Partial<PersonFields>, register: Register, seen: Map<string, number>, line: number): { verdict: Verdict; person?: string; changes?: ImportRow["changes"] } {
  if (!fields.name) return { verdict: "wrong" };
  const key = sortKey(fields.name);
  const mark = [key, fields.birth ?? "", fields.phone ?? "", fields.memberCode ?? ""].join("|");
  if (seen.has(mark)) return { verdict: "twice" };
  seen.set(mark, line);
  const named = register.byName.get(key) ?? [];
  const known = (fields.memberCode ? register.byCode.get(fields.memberCode) : undefined) ?? named.find((one) => one.birth !== undefined && one.birth === fields.birth) ?? named.find((one) => one.phone !== undefined && one.phone === fields.phone && agrees(one, fields));
  if (known) {
    const changes = differences(known, fields);
    return { verdict: Object.keys(changes).length > 0 ? "changed" : "same", person: known._id, ...(Object.keys(changes).length > 0 ? { changes } : {}) };
  }
  const like = named.find((one) => agrees(one, fields) && (one.birth === undefined || fields.birth === undefined || one.birth.startsWith(fields.birth) || fields.birth.startsWith(one.birth)));
  if (like) return { verdict: "unsure", person: like._id, changes: differences(like, fields) };
  return { verdict: "new" };
}

function agrees(one: Known, fields: Partial<PersonFields>): boolean {
  return one.memberCode === undefined || fields.memberCode === undefined || one.memberCode === fields.memberCode;
}

/** What the file says more or other. An empty cell takes nothing away; "youth" does not undo a membership. */
function differences(known: Known, fields: Partial<PersonFields>): Record<string, [unknown, unknown]> {
  const different: Record<string, [unknown, unknown]> = {};
  for (const [name, value] of Object.entries(fields)) {
    const before = known[name as keyof Known];
    if (name === "commune" || value === undefined || value === before || (name === "standing" && value === "youth") || (name === "name" && sortKey(String(before)) === sortKey(String(value)))) continue;
    different[name] = [before ?? null, value];
  }
  return different;
}

/** Whom the last applied list of the same form held and this one does not. */
async function missingSince({ imports, people }: ImportPorts, one: Import, met: ReadonlySet<string>): Promise<Import["missing"]> {
  const [last] = await imports.imports.find({ commune: one.commune, signature: one.signature, state: "applied", _id: { $ne: one._id } }).sort({ at: -1 }).limit(1).lean<Import[]>();
  if (!last) return [];
  const gone: string[] = [];
  for (let after = ""; ; ) {
    const page = await rowsOf(imports, last._id, { after, limit: 2000 });
    for (const row of page) if (row.person && row.applied && !met.has(row.person)) gone.push(row.person);
    if (page.length < 2000) break;
    after = page.at(-1)!._id;
  }
  const found = await people.people.find({ _id: { $in: [...new Set(gone)] }, status: "active" }, { name: 1 }).lean<Pick<PersonRecord, "_id" | "name">[]>();
  return found.map(({ _id, name }) => ({ person: _id, name }));
}
