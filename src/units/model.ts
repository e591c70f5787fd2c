import { Schema, type Connection, type Model } from "mongoose";

/** What a node of the tree is. Its depth varies from place to place; which may stand under which is kept in `kinds.ts`. */
export const unitKinds = ["central-union", "provincial-union", "commune-union", "grassroots-union", "subordinate-union", "branch", "joint-branch", "sub-branch"] as const;
export type UnitKind = (typeof unitKinds)[number];

/**
 * All feature rooms are opened the same way: `<room>Models(connection)` makes the room's mongoose models on a connection
 * that is handed in (once per connection: the service does it at start, each test on a database of its own), and every verb
 * takes them as its first argument. Indexes are made by `createIndexes()` of each model, see `openRooms`.
 */
export type Unit = {
  _id: string;
  kind: UnitKind;
  name: string;
  /** What fits on a button (20 characters on Messenger). */
  label: string;
  /** Data, never "the district": it changes with every reform. */
  parent?: string;
  /** Names people still use: villages merged into this one, neighbourhoods, former names. */
  aliases: string[];
  /** Place in lists. */
  order: number;
  /** False once it was merged, split or dissolved; it stays for history and old references. */
  active: boolean;
  foundedAt?: number;
  endedAt?: number;
  /** Where its people went when it was merged or split. */
  successors?: string[];
  predecessors?: string[];
  /** Rises with every change; a form that was open meanwhile is refused. */
  revision?: number;
};

/** What happened to a unit, newest last; never changed. */
export type UnitEvent = {
  _id: string;
  unit: string;
  /** The commune it belonged to then, for whoever may read it. */
  commune: string;
  kind: "founded" | "renamed" | "moved" | "merged" | "split" | "dissolved" | "aliases";
  at: number;
  /** When it took effect by the decision, a date "2026-03-15". */
  effective?: string;
  /** Number of the decision. */
  decision?: string;
  by: string;
  detail: Record<string, unknown>;
};

/** A post somebody holds or held in a unit (R1-R5, R18-R23). */
export type Post = {
  _id: string;
  unit: string;
  commune: string;
  /** Of the people room. */
  person: string;
  title: PostTitle;
  /** "2026-03-15". */
  from: string;
  to?: string;
  firstTerm?: boolean;
  /** A post of the village or commune held beside it, and whether that one is paid. */
  concurrentPost?: string;
  hasAllowance?: boolean;
  /** On the list of those who may follow (quy hoạch). */
  planned?: boolean;
};

export const postTitles = ["secretary", "deputy-secretary", "standing-committee", "committee", "inspection", "branch-secretary", "branch-deputy", "branch-committee", "chapter-head", "club-leader"] as const;
export type PostTitle = (typeof postTitles)[number];

export type UnitModels = { units: Model<Unit>; events: Model<UnitEvent>; posts: Model<Post> };

const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;

export function unitModels(connection: Connection): UnitModels {
  const unit = new Schema<Unit>(
    {
      _id: String, kind: String, name: String, label: String, parent: { type: String, index: true }, aliases: [String], order: Number, active: Boolean,
      foundedAt: Number, endedAt: Number, successors: { type: [String], default: undefined }, predecessors: { type: [String], default: undefined }, revision: Number,
    },
    plain,
  );
  const event = new Schema<UnitEvent>({ _id: String, unit: { type: String, index: true }, commune: { type: String, index: true }, kind: String, at: Number, effective: String, decision: String, by: String, detail: Schema.Types.Mixed }, plain);
  const post = new Schema<Post>(
    { _id: String, unit: { type: String, index: true }, commune: { type: String, index: true }, person: { type: String, index: true }, title: String, from: String, to: String, firstTerm: Boolean, concurrentPost: String, hasAllowance: Boolean, planned: Boolean },
    plain,
  );
  return { units: connection.model<Unit>("units", unit, "units"), events: connection.model<UnitEvent>("unit-events", event, "unit-events"), posts: connection.model<Post>("posts", post, "posts") };
}

/** What people belong to; in the order staff gave them. `commune` left out: of every commune. */
export async function branches(models: UnitModels, commune?: string): Promise<Unit[]> {
  const found = await models.units.find({ kind: { $in: ["branch", "joint-branch", "subordinate-union"] }, active: true, ...(commune === undefined ? {} : { parent: commune }) }).lean<Unit[]>();
  return found.sort((a, b) => a.order - b.order);
}

export async function unitById(models: UnitModels, id: string): Promise<Unit | undefined> {
  return (await models.units.findById(id).lean<Unit>()) ?? undefined;
}
