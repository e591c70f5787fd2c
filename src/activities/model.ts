import { Schema, type Connection, type Model } from "mongoose";
import { dialogueSchemaFields, registrationModel, type Dialogue, type DialogueModels } from "../dialogues/index.ts";
import type { ContactId } from "../core/contact-id.ts";

export const activityKinds = ["meeting", "themed-meeting", "volunteering", "class", "sport", "culture", "blood-donation", "other"] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** What takes part against what (R46): a team of a branch, and how it ended. */
export type TeamResult = { team: string; result: string };
/** A picture of the media room, and who agreed that it is shown. */
export type Photo = { media: string; name: string; consent: string; at: number };

/** Another unit that was asked to hold it too. Only once it accepted it stands among `units`; `by` and `at` are of the last word. */
export type Partner = { unit: string; state: "invited" | "accepted" | "declined"; by: string; at: number };

/**
 * Something young people do together. Its seats are a dialogue's: the same exact engine over collections of its own, so what the
 * engine reads (state, startsAt, capacity, seating, title, place) is named as there.
 */
export type Activity = Pick<Dialogue, "_id" | "title" | "label" | "place" | "startsAt" | "capacity" | "revision" | "changedAt" | "movedFrom"> & {
  /** The unit whose staff run it. */
  commune: string;
  /** Every commune or branch that holds it, its own first; people of each see it. */
  units: string[];
  partners?: Partner[];
  club?: string;
  kind: ActivityKind;
  description: string;
  onlineUrl?: string;
  endsAt: number;
  /** Whether people register; otherwise they just come. */
  registration: boolean;
  /** Epoch ms; without it until it begins. */
  registerUntil?: number;
  /** Years. */
  minAge?: number;
  /** Away from home or overnight: parents of minors are asked (facts §6). */
  guardianNote?: boolean;
  state: "draft" | "open" | "closed" | "cancelled";
  cancelReason?: string;
  /** Lock of forms: rises with every write. */
  version: number;
  /** Typed or scanned at the door. */
  checkInCode: string;
  series?: string;
  /** Its day in the series as planned, "2026-12-12": a day that was moved or cancelled is not planned again. */
  seriesDay?: string;
  minutes?: string;
  results: TeamResult[];
  photos: Photo[];
  /** Own times of reminding, milliseconds before; else the unit's. */
  remindersMs?: number[];
  /** Its people are forgotten, by the time such things are kept. */
  peopleGone?: boolean;
  seating: Omit<Dialogue["seating"], "claims">;
  createdBy: string;
  createdAt: number;
};

/**
 * Somebody was there; once a human being. `_id` is `activity|contact`, `activity|person:<id>` or, of a typed name, `activity|name:<name>#<number>`.
 * `unit`: a partner whose staff wrote the name down.
 */
export type Attendance = { _id: string; activity: string; commune: string; unit?: string; contact?: ContactId; person?: string; name: string; how: "code" | "list"; at: number; by?: string; /** The notice that asked how it was. */ asked?: string; /** Under way to a row without a name: that one's id. */ gone?: string };

/** Wants to be reminded without registering. `_id` is `activity|contact`. */
export type Interest = { _id: string; activity: string; contact: ContactId; at: number };

/** What somebody thought of it; once each, the last word counts. `_id` is `activity|contact`. */
export type Feedback = { _id: string; activity: string; contact: ContactId; score: number; words?: string; at: number; gone?: string };

export type SeriesRule =
  | { every: "week"; weekday: number }
  /** The n-th weekday of a month; -1: the last. Weekdays count from 0, Sunday. */
  | { every: "month"; nth: number; weekday: number }
  | { every: "month"; day: number }
  | { every: "lunar-month"; day: number }
  | { every: "year"; month: number; day: number }
  | { every: "lunar-year"; month: number; day: number };

/** What comes again by a rule; its single days are activities. */
export type Series = {
  _id: string;
  commune: string;
  template: Pick<Activity, "title" | "label" | "kind" | "place" | "description" | "capacity" | "registration" | "units"> & Partial<Pick<Activity, "club" | "onlineUrl" | "minAge" | "guardianNote" | "remindersMs">> & { /** Registration of each day ends so long before it begins. */ registerBeforeMs?: number };
  rule: SeriesRule;
  /** Local time "19:30". */
  at: string;
  durationMs: number;
  /** First and last day, "2026-11-01". */
  from: string;
  until?: string;
  state: "active" | "ended";
  createdBy: string;
  createdAt: number;
  version: number;
};

export type ActivityModels = { activities: Model<Activity>; attendance: Model<Attendance>; interests: Model<Interest>; feedback: Model<Feedback>; series: Model<Series>; /** The seats, as the dialogues' engine takes them. */ seats: DialogueModels };

const plain = { versionKey: false, autoIndex: false, autoCreate: false } as const;

/** So many seats are no limit at all; nobody is shown the number. */
export const unlimitedSeats = 1_000_000;

export function activityModels(connection: Connection): ActivityModels {
  const { Mixed } = Schema.Types;
  const activity = new Schema<Activity>(
    {
      ...(dialogueSchemaFields() as object), units: { type: [String], index: true }, partners: { type: [Mixed], default: undefined }, club: { type: String, index: true }, kind: String, description: String, onlineUrl: String, endsAt: { type: Number, index: true }, registration: Boolean, registerUntil: Number, minAge: Number,
      guardianNote: Boolean, cancelReason: String, version: Number, checkInCode: { type: String, index: true }, series: { type: String, index: true }, seriesDay: String, minutes: String, results: [Mixed], photos: [Mixed],
      remindersMs: { type: [Number], default: undefined }, peopleGone: Boolean, createdBy: String, createdAt: Number,
    } as never,
    { ...plain, minimize: false },
  );
  activity.index({ commune: 1, startsAt: 1 });
  const attendance = new Schema<Attendance>({ _id: String, activity: String, commune: String, unit: String, contact: { type: String, index: true }, person: { type: String, index: true }, name: String, how: String, at: Number, by: String, asked: String, gone: String }, plain);
  const interest = new Schema<Interest>({ _id: String, activity: String, contact: { type: String, index: true }, at: Number }, plain);
  const feedback = new Schema<Feedback>({ _id: String, activity: String, contact: { type: String, index: true }, score: Number, words: String, at: Number, gone: String }, plain);
  const series = new Schema<Series>({ _id: String, commune: { type: String, index: true }, template: Mixed, rule: Mixed, at: String, durationMs: Number, from: String, until: String, state: String, createdBy: String, createdAt: Number, version: Number }, plain);
  const activities = connection.model<Activity>("activities", activity, "activities");
  return {
    activities,
    attendance: connection.model<Attendance>("attendance", attendance, "attendance"),
    interests: connection.model<Interest>("activity-interests", interest, "activity-interests"),
    feedback: connection.model<Feedback>("activity-feedback", feedback, "activity-feedback"),
    series: connection.model<Series>("activity-series", series, "activity-series"),
    seats: { dialogues: activities as unknown as DialogueModels["dialogues"], registrations: registrationModel(connection, "activity-registrations"), of: "activity" },
  };
}

export async function activityById(models: ActivityModels, id: string): Promise<Activity | undefined> {
  return (await models.activities.findById(id, { "seating.claims": 0 }).lean<Activity>()) ?? undefined;
}

export function rowId(activity: string, who: string): string {
  return `${activity}|${who}`;
}

/** One activity's rows in a collection keyed so. */
export function rowsOf(activity: string): { _id: { $gt: string; $lt: string } } {
  return { _id: { $gt: `${activity}|`, $lt: `${activity}}` } };
}
