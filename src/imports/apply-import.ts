import { setImmediate as breathe } from "node:timers/promises";
import { changePerson, freshPerson, personById, PersonChanged, type PersonFields, type PersonRecord } from "../people/index.ts";
import { rowsOf, type Import, type ImportRow } from "./model.ts";
import type { ImportPorts } from "./plan-import.ts";

const batch = 200;

/**
 * Takes a planned list in, batch by batch. People it adds carry ids made of the import and the line, and every row says that it was
 * applied: died half-way, it is begun again and nobody is there twice. Rows that are unsure wait for a decision and are left.
 */
export async function applyImport(ports: ImportPorts, one: Import, { by, now }: { by: string; now: number }): Promise<{ added: number; changed: number; left: number }> {
  await ports.imports.imports.updateOne({ _id: one._id, state: { $in: ["planned", "applying"] } }, { $set: { state: "applying" } });
  for (let after = ""; ; ) {
    const rows = await rowsOf(ports.imports, one._id, { after, limit: batch });
    await applyRows(ports, one, rows.filter((row) => row.applied === undefined), by, now);
    await ports.imports.between?.("batch");
    await breathe();
    if (rows.length < batch) break;
    after = rows.at(-1)!._id;
  }
  const applied = await ports.imports.rows.find({ _id: { $gt: `${one._id}|`, $lt: `${one._id}}` } }, { applied: 1 }).lean<Pick<ImportRow, "applied">[]>();
  const count = (what: ImportRow["applied"]) => applied.filter((row) => row.applied === what).length;
  await ports.imports.imports.updateOne({ _id: one._id }, { $set: { state: "applied", appliedAt: now } });
  // What was read as it stood is needed no more.
  await ports.imports.rows.updateMany({ _id: { $gt: `${one._id}|`, $lt: `${one._id}}` } }, { $unset: { cells: 1 } });
  await ports.imports.mappings.updateOne({ _id: `${one.commune}|${one.signature}` }, { $set: { mapping: one.mapping, at: now } }, { upsert: true });
  return { added: count("added"), changed: count("changed"), left: count("left") };
}

async function applyRows({ imports, people }: ImportPorts, one: Import, rows: ImportRow[], by: string, now: number): Promise<void> {
  const isNew = (row: ImportRow) => row.verdict === "new" || (row.verdict === "unsure" && row.decision === "add");
  const fresh = rows.filter(isNew).map((row) => ({ row, person: freshPerson({ ...row.fields, name: row.fields.name!, commune: one.commune, importId: one._id }, { by, now, id: idOf(row) }) }));
  if (fresh.length > 0) {
    await people.people.insertMany(fresh.map(({ person }) => person), { ordered: false, lean: true }).catch((error: { code?: number }) => {
      // Added before the crash.
      if (error.code !== 11000) throw error;
    });
    await imports.between?.("added");
    await imports.rows.bulkWrite(fresh.map(({ row, person }) => ({ updateOne: { filter: { _id: row._id }, update: { $set: { applied: "added", person: person._id, revision: 1 } } } })), { ordered: false });
  }
  const others = rows.filter((row) => !isNew(row));
  const left: ImportRow[] = [];
  for (const row of others) {
    const takes = row.verdict === "changed" || (row.verdict === "unsure" && row.decision === "same");
    if (!takes || !row.person || !row.changes) left.push(row);
    else await changeOne({ imports, people }, one, row, by, now);
  }
  if (left.length > 0) await imports.rows.updateMany({ _id: { $in: left.map((row) => row._id) } }, { $set: { applied: "left" } });
}

async function changeOne({ imports, people }: Pick<ImportPorts, "imports" | "people">, one: Import, row: ImportRow, by: string, now: number): Promise<void> {
  const person = await personById(people, row.person!);
  const changes = Object.fromEntries(Object.entries(row.changes!).map(([name, [, after]]) => [name, after])) as Partial<PersonFields>;
  if (!person || person.importId === one._id) {
    await imports.rows.updateOne({ _id: row._id }, { $set: person ? { applied: "changed", revision: person.revision } : { applied: "left" } });
    return;
  }
  // What stood there at this moment is what undoing brings back.
  const was = Object.fromEntries(Object.keys(changes).map((name) => [name, [person[name as keyof PersonRecord] ?? null, changes[name as keyof PersonFields]]]));
  await imports.rows.updateOne({ _id: row._id }, { $set: { changes: was } });
  try {
    const next = await changePerson(people, person, { ...changes, importId: one._id }, { by, now });
    await imports.rows.updateOne({ _id: row._id }, { $set: { applied: "changed", revision: next.revision } });
  } catch (error) {
    if (!(error instanceof PersonChanged)) throw error;
    await changeOne({ imports, people }, one, row, by, now);
  }
}

/** Takes an applied list back, as far as nobody changed its people since. Returns how many could not be. Safe to repeat. */
export async function undoImport({ imports, people }: ImportPorts, one: Import, { by, now }: { by: string; now: number }): Promise<{ undone: number; kept: number }> {
  let [undone, kept] = [0, 0];
  for (let after = ""; ; ) {
    const rows = await rowsOf(imports, one._id, { after, limit: batch });
    for (const row of rows) {
      if (row.applied !== "added" && row.applied !== "changed") continue;
      const person = await personById(people, row.person!);
      if (!person) continue;
      if (person.revision !== row.revision || (row.applied === "added" && person.contacts.length > 0)) kept++;
      else if (row.applied === "added") undone += (await people.people.deleteOne({ _id: person._id, revision: row.revision })).deletedCount;
      else {
        const before = Object.fromEntries(Object.entries(row.changes ?? {}).map(([name, [was]]) => [name, was ?? undefined]));
        await changePerson(people, person, { ...before, importId: undefined } as Partial<PersonFields>, { by, now });
        await imports.rows.updateOne({ _id: row._id }, { $set: { applied: "left" } });
        undone++;
      }
    }
    await breathe();
    if (rows.length < batch) break;
    after = rows.at(-1)!._id;
  }
  await imports.imports.updateOne({ _id: one._id }, { $set: { state: "undone", undoneAt: now, kept } });
  return { undone, kept };
}

/** The person a row adds: the same however often it is applied. */
function idOf(row: ImportRow): string {
  return `p${row._id.replace("|", "-")}`;
}
