import { Schema, type Connection, type Model } from "mongoose";
import type { PersonFields } from "../people/index.ts";
import type { Target } from "./columns.ts";
import type { RowProblem } from "./read-row.ts";

/** `new`: nobody like that yet. `same`: known, nothing new. `changed`: known, the file says more or other. `unsure`: same name, a person decides. `twice`: a row above is the same. `wrong`: no name. */
export type Verdict = "new" | "same" | "changed" | "unsure" | "twice" | "wrong";

export type ImportState = "planning" | "planned" | "applying" | "applied" | "undone" | "failed";

/** A list of people that was handed in. The file itself is not kept, its rows only until the undoing ends. */
export type Import = {
  _id: string;
  commune: string;
  file: string;
  /** Of its headings: the next list of the same form is read the same way, and compared with this one. */
  signature: string;
  mapping: Target[];
  header: string[];
  state: ImportState;
  counts: Partial<Record<Verdict | "missing", number>>;
  /** People the last list of this form held and this one does not; told, never deleted. */
  missing: { person: string; name: string }[];
  by: string;
  at: number;
  appliedAt?: number;
  undoneAt?: number;
  /** What could not be undone, because somebody changed it since. */
  kept?: number;
  reason?: string;
};

export type ImportRow = {
  /** `import|000012`: a file's rows are one range of ids, in order. */
  _id: string;
  import: string;
  commune: string;
  line: number;
  /** As read; kept until applied, so that another mapping reads it anew. */
  cells?: string[];
  verdict: Verdict;
  fields: Partial<PersonFields>;
  problems: RowProblem[];
  /** Whom it is about, of the register. */
  person?: string;
  /** What differs: field → before, after. */
  changes?: Record<string, [unknown, unknown]>;
  /** An unsure row: what a person decided. */
  decision?: "add" | "same" | "skip";
  applied?: "added" | "changed" | "left";
  /** The person's revision after it was applied: undone only while it stands. */
  revision?: number;
};

export type ImportMapping = { _id: string; mapping: Target[]; at: number };

export type ImportModels = { imports: Model<Import>; rows: Model<ImportRow>; mappings: Model<ImportMapping>; /** Called between batches; tests throw here to play a crash. */ between?(point: string): void | Promise<void> };

const plain = { versionKey: false, autoIndex: false, autoCreate: false, minimize: false } as const;

export function importModels(connection: Connection): ImportModels {
  const { Mixed } = Schema.Types;
  const one = new Schema<Import>({ _id: String, commune: { type: String, index: true }, file: String, signature: String, mapping: [String], header: [String], state: String, counts: Mixed, missing: [Mixed], by: String, at: { type: Number, index: true }, appliedAt: Number, undoneAt: Number, kept: Number, reason: String }, plain);
  const row = new Schema<ImportRow>({ _id: String, import: String, commune: String, line: Number, cells: { type: [String], default: undefined }, verdict: String, fields: Mixed, problems: [Mixed], person: { type: String, index: true }, changes: Mixed, decision: String, applied: String, revision: Number }, plain);
  const mapping = new Schema<ImportMapping>({ _id: String, mapping: [String], at: Number }, plain);
  return { imports: connection.model<Import>("imports", one, "imports"), rows: connection.model<ImportRow>("import-rows", row, "import-rows"), mappings: connection.model<ImportMapping>("import-mappings", mapping, "import-mappings") };
}

export function rowId(id: string, line: number): string {
  return `${id}|${String(line).padStart(6, "0")}`;
}

/** Rows of an import after a row, in order; of one verdict, or of all. */
export async function rowsOf(models: ImportModels, id: string, { after = "", verdict, limit }: { after?: string; verdict?: Verdict | undefined; limit: number }): Promise<ImportRow[]> {
  return models.rows.find({ _id: { $gt: after || `${id}|`, $lt: `${id}}` } }).where(verdict ? { verdict } : {}).sort({ _id: 1 }).limit(limit).lean<ImportRow[]>();
}

