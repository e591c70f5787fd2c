import { applyImport as apply, beginImport, ImportMistake, isTarget, remapImport, rowsOf, undoImport as undo, type Import, type ImportRow, type Target, type Verdict } from "../imports/index.ts";
import { reaches, withinCommune } from "../staff/index.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

/** Imports of one's own communes, newest first. */
export async function listImports(desk: Desk, limit = 30): Promise<Import[]> {
  return desk.ports.imports.imports.find(withinCommune(desk.scope("people.import")) as Record<string, unknown>).sort({ at: -1 }).limit(limit).lean<Import[]>();
}

/** Reads a list of people for a commune of one's own; what it would do is worked out while the caller goes on. Throws 422 for a file that is no list. */
export async function startImport(desk: Desk, { file, name, commune: wanted }: { file: Buffer; name: string; commune?: string }): Promise<Import> {
  const scope = desk.scope("people.import");
  const there = [...desk.tree.all.values()].filter((unit) => unit.active && (unit.kind === "commune-union" || unit.kind === "grassroots-union"));
  const commune = wanted || (scope.communes.length === 1 ? scope.communes[0] : there.length === 1 ? there[0]!._id : undefined);
  if (!commune || !desk.tree.all.has(commune) || !reaches(scope, { commune })) throw new OfficeError(422, "fields-wrong", { fields: { commune: "commune-missing" } });
  try {
    const begun = await beginImport(desk.ports, { file, name, commune, by: desk.actor.id, now: desk.now });
    await desk.audit("import.read", { subject: { kind: "import", id: begun.import._id }, commune, after: { file: name } });
    inBackground(desk, begun.planned, commune);
    return begun.import;
  } catch (error) {
    throw error instanceof ImportMistake ? new OfficeError(error.reason === "too-large" ? 413 : 422, `file-${error.reason}`) : error;
  }
}

export async function readImport(desk: Desk, id: string): Promise<Import> {
  const one = await desk.ports.imports.imports.findById(id).lean<Import>();
  if (!one || !reaches(desk.scope("people.import"), { commune: one.commune })) throw notFound();
  return one;
}

export async function importRows(desk: Desk, id: string, { after, verdict, limit }: { after?: string; verdict?: Verdict; limit: number }): Promise<{ rows: ImportRow[]; next?: string }> {
  const one = await readImport(desk, id);
  // A cursor of another import would be a look into it.
  const from = after?.startsWith(`${one._id}|`) ? { after } : {};
  const rows = await rowsOf(desk.ports.imports, one._id, { ...from, verdict, limit: limit + 1 });
  return { rows: rows.slice(0, limit), ...(rows.length > limit ? { next: rows[limit - 1]!._id } : {}) };
}

/** What each column holds, when the guess was wrong; remembered for lists of this form. */
export async function mapColumns(desk: Desk, id: string, mapping: readonly string[]): Promise<void> {
  const one = await readImport(desk, id);
  if (one.state !== "planned") throw new OfficeError(409, "import-going-on");
  const chosen = one.mapping.map((known, at): Target => (isTarget(mapping[at] ?? "") ? (mapping[at] as Target) : known));
  const taken = chosen.filter((target) => target !== "ignore");
  if (!taken.includes("name") && !taken.includes("first-name")) throw new OfficeError(422, "import-no-name");
  if (new Set(taken).size !== taken.length) throw new OfficeError(422, "import-column-twice");
  await desk.ports.imports.imports.updateOne({ _id: id, state: "planned" }, { $set: { state: "planning" } });
  inBackground(desk, remapImport(desk.ports, one, chosen, desk.now), one.commune);
}

/** What is to become of rows with a name that is known: the same person, somebody new, or left out. */
export async function decideRows(desk: Desk, id: string, decisions: Readonly<Record<string, string>>): Promise<void> {
  const one = await readImport(desk, id);
  for (const [line, decision] of Object.entries(decisions)) {
    if (decision !== "add" && decision !== "same" && decision !== "skip") continue;
    await desk.ports.imports.rows.updateOne({ import: one._id, _id: { $gt: `${one._id}|`, $lt: `${one._id}}` }, line: Number(line), verdict: "unsure", applied: { $exists: false } }, { $set: { decision } });
  }
}

/** Takes the list in, while the caller goes on; begun again after a crash it finishes. */
export async function applyOwnImport(desk: Desk, id: string): Promise<void> {
  const one = await readImport(desk, id);
  if (one.state !== "planned" && one.state !== "applying") throw new OfficeError(409, "import-going-on");
  // Of two taps at once one begins.
  if (one.state === "planned" && (await desk.ports.imports.imports.updateOne({ _id: id, state: "planned" }, { $set: { state: "applying" } })).modifiedCount === 0) throw new OfficeError(409, "import-going-on");
  await desk.audit("import.applied", { subject: { kind: "import", id }, commune: one.commune, after: one.counts });
  inBackground(desk, apply(desk.ports, one, { by: desk.actor.id, now: desk.now }), one.commune);
}

/** Takes it back, as far as nobody changed its people since. */
export async function undoOwnImport(desk: Desk, id: string): Promise<{ undone: number; kept: number }> {
  const one = await readImport(desk, id);
  if (one.state !== "applied") throw new OfficeError(409, "import-going-on");
  const result = await undo(desk.ports, one, { by: desk.actor.id, now: desk.now });
  await desk.audit("import.undone", { subject: { kind: "import", id }, commune: one.commune, after: result });
  await desk.ports.announce("people", one.commune);
  return result;
}

function inBackground(desk: Desk, work: Promise<unknown>, commune: string): void {
  work.then(() => Promise.all([desk.ports.announce("imports", commune), desk.ports.announce("people", commune)])).catch((error: unknown) => desk.ports.failed("import", error));
}
