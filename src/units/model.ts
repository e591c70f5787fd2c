import { Schema, type Connection, type Model } from "mongoose";

/**
 * All feature rooms are opened the same way: `<room>Models(connection)` makes the room's mongoose models on a connection
 * that is handed in (once per connection: the service does it at start, each test on a database of its own), and every verb
 * takes them as its first argument. Indexes are made by `createIndexes()` of each model, see `openRooms`.
 */
export type Unit = {
  _id: string;
  /** Nodes of a tree whose depth varies from place to place; the parent is data, never "the district". */
  kind: "commune-union" | "branch";
  name: string;
  /** What fits on a button (20 characters on Messenger). */
  label: string;
  parent?: string;
  /** Names people still use: villages merged into this one, neighbourhoods. */
  aliases: string[];
  /** Place in lists. */
  order: number;
  active: boolean;
};

export type UnitModels = { units: Model<Unit> };

export function unitModels(connection: Connection): UnitModels {
  const unit = new Schema<Unit>(
    { _id: String, kind: String, name: String, label: String, parent: String, aliases: [String], order: Number, active: Boolean },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  return { units: connection.model<Unit>("units", unit, "units") };
}

/** The branches people can belong to, in the order staff gave them. */
export async function branches(models: UnitModels): Promise<Unit[]> {
  const found = await models.units.find({ kind: "branch", active: true }).lean();
  return found.sort((a, b) => a.order - b.order);
}

export async function unitById(models: UnitModels, id: string): Promise<Unit | undefined> {
  return (await models.units.findById(id).lean()) ?? undefined;
}
