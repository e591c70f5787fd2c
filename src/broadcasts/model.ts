import { Schema, type Connection, type Model } from "mongoose";
import type { SeriesRule } from "../activities/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { Json } from "../core/json.ts";
import type { AudienceQuery } from "./audience/query.ts";
import type { Reach } from "./reach-totals.ts";

/** What a person may stop hearing of without stopping everything ("dừng"). A message without a purpose concerns this person alone. */
export const purposes = ["news", "activities", "clubs", "dialogues"] as const;
export type Purpose = (typeof purposes)[number];

export const broadcastKinds = ["notice", "reminder", "moved", "cancelled", "promoted", "answer", "feedback"] as const;
export type BroadcastKind = (typeof broadcastKinds)[number];

/** What a button under a notice opens: any flow, with a value it understands. */
export type NoticeButton = { flow: string; value?: string; /** Words of staff, else `key` of locales. */ label?: string; key?: string };

/** What is said: staff's own words (ICU, with the variables of `notice-text`), or a text of locales; in each reader's language. */
export type BroadcastContent = (
  | { texts: { vi: string; en?: string }; /** Said where a variable is not known of somebody: `{ name: "bạn" }`. */ fallbacks?: Record<string, string> }
  | { key: string; params: Record<string, Json> }
) & { buttons?: NoticeButton[]; /** A file of the media room. */ image?: string };

export const broadcastStates = ["draft", "waiting", "scheduled", "planning", "sending", "paused", "done", "cancelled"] as const;
/** waiting: for a second person's approval. planning: the rows are being written. */
export type BroadcastState = (typeof broadcastStates)[number];

/** Comes again at the same local time: every so often by the day it began, or by a rule as series of activities have (the second Saturday, the full moon's day). */
export type Repeat = ({ every: "week" | "month" | "year" } | Extract<SeriesRule, { nth: number } | { every: "lunar-month" | "lunar-year" }>) & { until?: number };

export type Broadcast = {
  /** Deterministic for what the service sends by itself (`reminder-<id>-<revision>-<minutes>`), so that it exists once. */
  _id: string;
  kind: BroadcastKind;
  purpose?: Purpose;
  /** The unit whose staff send it; without one it is the installation's own. */
  commune?: string;
  /** Narrower than the commune: what its author may reach. */
  branch?: string;
  club?: string;
  /** Of staff. */
  by?: string;
  byName?: string;
  audience: AudienceQuery;
  content: BroadcastContent;
  state: BroadcastState;
  /** When the state began that says who may act next: sending goes back to it after a pause. */
  resumeTo?: "planning" | "sending" | "scheduled";
  /** When it is to be sent; without one at once. */
  at?: number;
  repeat?: Repeat;
  /** When its series began: the days of the months to come are counted from it. */
  since?: number;
  /** The next of its series was written, or there is none. */
  repeated?: boolean;
  /** The one it repeats or tries again. */
  follows?: string;
  /** Also at night and on holidays. */
  urgent?: boolean;
  /** Who could not be reached by then does not get it any more. */
  expiresAt: number;
  /** Staff chose that time: it is not moved. */
  expiryChosen?: boolean;
  /** At most so many a minute. */
  perMinute?: number;
  /** What it tells of, so that an old revision does nothing; of staff's notices, what a button invites to. */
  about?: { kind: "activity" | "dialogue" | "question" | "case" | "dues" | "evaluation"; id: string; revision?: number };
  /** Of the words and the audience: the same once more within a day is asked about. */
  fingerprint?: string;
  /** `askedBy` sent it off; `by` said yes; `count`: to how many people. */
  approval?: { needed: boolean; askedAt: number; askedBy?: string; by?: string; at?: number; count?: number };
  /** Its list became longer than somebody approved: paused before anybody got it, until somebody approves the new count. */
  held?: { at: number; count: number };
  /** The chat of the one who wrote it there: how it goes and how it ended is told to it. Gone once the end is told. */
  reportTo?: ContactId;
  /** The quarter of the way that was told last. */
  reported?: number;
  /** Shown to the committee before. */
  rehearsed?: { at: number; people: number };
  /** What the planner expects; made anew with every change of the audience. */
  preview?: Preview;
  /** A rise of this asks every process to look: forms are refused that were open meanwhile. */
  version: number;
  /** Last candidate planned, so that planning goes on where it stopped, and of which list. */
  cursor: string;
  phase: "contacts" | "register" | "planned";
  chunks: number;
  total: number;
  /** Rows tried again are of a new round, so that a message of an old one is never taken for theirs. */
  round: number;
  /** Failed rows are being returned since then. */
  retryingAt?: number;
  createdAt: number;
  startedAt?: number;
  plannedAt?: number;
  endedAt?: number;
  /** Cancelled, and every row says how it ended. */
  closed?: boolean;
  /** Its parked rows were ended. */
  parkedOver?: boolean;
};

/** The planner's rehearsal: counts only, nobody is written down. */
export type Preview = { id: string; state: "counting" | "ready"; scanned: number; reach: Reach; names: string[]; at: number };

/**
 * One letter a recipient, `:` and a detail where there is more to say:
 * s sent, d delivered, r read, a answered · f:reason failed · u unknown (may have arrived, never sent again)
 * o opted out · x out of reach (blocked, left) · n never started the bot · w parked until the person's next word · e expired
 * c cancelled or withdrawn before it went · p:round to be handed over (again). No letter: on the way.
 */
export type RowState = string;
export type Letter = "s" | "d" | "r" | "a" | "f" | "u" | "o" | "x" | "n" | "w" | "e" | "c" | "p";

/** A place in an audience: the last candidate that was looked at, and of which list. */
export type PlanPlace = { phase: "contacts" | "register" | "planned"; cursor: string };

/** Up to 500 recipients in one document, so that a hundred thousand people are two hundred documents. */
export type Chunk = {
  /** `broadcast|number`, the number with five digits: a broadcast's chunks are a range of ids in order. */
  _id: string;
  broadcast: string;
  /** A contact each, `person:<id>` for somebody of the register without a chat, "" for a forgotten one. */
  people: string[];
  states: Record<string, RowState>;
  counts: Partial<Record<Letter, number>>;
  /** Where in the audience it begins, and where the next one does. */
  from?: PlanPlace;
  upTo?: PlanPlace;
  /** Accounts with rows that were not handed over yet, and how far each is. */
  open: string[];
  next: Record<string, number>;
  /** Accounts with rows to hand over again. */
  back: string[];
  /** Rows without an end. */
  pending: number;
  /** Rises with every write. */
  revision: number;
};

/** Somebody wrote after a notice: the answer stands in the conversation, here is which notice it followed. */
export type Reply = { /** `broadcast|contact` */ _id: string; broadcast: string; commune?: string; contact: ContactId; at: number; /** The first words, cut short; the whole stands in the conversation. */ said?: string };

/** Somebody asked to be reminded of a dialogue they did not register for; activities keep their own. */
export type Interest = { /** `dialogue|contact` */ _id: string; dialogue: string; contact: ContactId; at: number };

/** An audience somebody wants to find again. */
export type SavedAudience = { _id: string; commune?: string; /** Narrower: whose staff kept it. */ branch?: string; club?: string; name: string; query: AudienceQuery; by: string; createdAt: number };

/** Staff were called about something the calendar brings: its id says what and which time, so that it is said once. */
export type CalendarCall = { _id: string; at: number };

/** What comes by the calendar; a unit may switch each off. */
export const calendarReminders = ["dues", "evaluations", "questions"] as const;

/** How a unit's notices behave; what is missing is the installation's default. */
export type NoticeSettings = {
  /** The commune. */
  _id: string;
  /** Local hours "21:30" between which nothing is sent; both the same: none. */
  quietFrom?: string;
  quietTo?: string;
  /** Nothing is sent on public holidays. */
  holidays?: boolean;
  /** Further days without notices: "2026-12-30". */
  restDays?: string[];
  /** Minutes before an activity or dialogue. */
  remindersMinutes?: number[];
  /** Reminders by the calendar that are off: of `calendarReminders`. */
  without?: string[];
  /** Day of the month on which members who owe dues are reminded. */
  duesDay?: number;
  /** Days a question may wait before staff are called. */
  questionDays?: number;
  /** More people than these need a second person's word. */
  approveAbove?: number;
  version: number;
};

export type BroadcastModels = { broadcasts: Model<Broadcast>; chunks: Model<Chunk>; replies: Model<Reply>; calls: Model<CalendarCall>; interests: Model<Interest>; audiences: Model<SavedAudience>; settings: Model<NoticeSettings> };

const plain = { versionKey: false, minimize: false, autoIndex: false, autoCreate: false } as const;

export function broadcastModels(connection: Connection): BroadcastModels {
  const { Mixed } = Schema.Types;
  const broadcast = new Schema<Broadcast>(
    {
      _id: String, kind: String, purpose: String, commune: String, branch: String, club: String, by: String, byName: String, rehearsed: Mixed, reportTo: { type: String, index: true }, reported: Number, audience: Mixed, content: Mixed, state: { type: String, index: true }, resumeTo: String, at: Number, repeat: Mixed, since: Number, repeated: Boolean,
      follows: { type: String, index: true }, urgent: Boolean, expiresAt: Number, expiryChosen: Boolean, perMinute: Number, about: Mixed, fingerprint: { type: String, index: true }, approval: Mixed, held: Mixed, preview: Mixed, version: Number,
      cursor: String, phase: String, chunks: Number, total: Number, round: Number, retryingAt: Number, createdAt: Number, startedAt: Number, plannedAt: Number, endedAt: Number, closed: Boolean, parkedOver: Boolean,
    },
    plain,
  );
  broadcast.index({ commune: 1, createdAt: 1 });
  broadcast.index({ "repeat.every": 1 });
  broadcast.index({ "about.id": 1 });
  const chunk = new Schema<Chunk>(
    { _id: String, broadcast: { type: String, index: true }, people: [String], from: Mixed, upTo: Mixed, states: Mixed, counts: Mixed, open: [String], next: Mixed, back: [String], pending: Number, revision: Number },
    plain,
  );
  // The feeder asks for the first chunk with rows of an account hundreds of times: it must not read those that are done.
  chunk.index({ broadcast: 1, open: 1 });
  chunk.index({ broadcast: 1, back: 1 });
  const reply = new Schema<Reply>({ _id: String, broadcast: { type: String, index: true }, commune: String, contact: { type: String, index: true }, at: { type: Number, index: true }, said: String }, plain);
  const call = new Schema<CalendarCall>({ _id: String, at: { type: Number, index: true } }, plain);
  const interest = new Schema<Interest>({ _id: String, dialogue: String, contact: { type: String, index: true }, at: { type: Number, index: true } }, plain);
  const audience = new Schema<SavedAudience>({ _id: String, commune: { type: String, index: true }, branch: String, club: String, name: String, query: Mixed, by: String, createdAt: Number }, plain);
  const settings = new Schema<NoticeSettings>(
    { _id: String, quietFrom: String, quietTo: String, holidays: Boolean, restDays: { type: [String], default: undefined }, remindersMinutes: { type: [Number], default: undefined }, without: { type: [String], default: undefined }, duesDay: Number, questionDays: Number, approveAbove: Number, version: Number },
    plain,
  );
  return {
    broadcasts: connection.model<Broadcast>("broadcasts", broadcast, "broadcasts"),
    chunks: connection.model<Chunk>("broadcast-chunks", chunk, "broadcast-chunks"),
    replies: connection.model<Reply>("broadcast-replies", reply, "broadcast-replies"),
    calls: connection.model<CalendarCall>("calendar-calls", call, "calendar-calls"),
    interests: connection.model<Interest>("notice-interests", interest, "notice-interests"),
    audiences: connection.model<SavedAudience>("saved-audiences", audience, "saved-audiences"),
    settings: connection.model<NoticeSettings>("notice-settings", settings, "notice-settings"),
  };
}

export function chunkId(broadcast: string, number: number): string {
  return `${broadcast}|${String(number).padStart(5, "0")}`;
}

/** A broadcast's chunks in order. */
export function chunksOf(broadcast: string): { _id: { $gt: string; $lt: string } } {
  return { _id: { $gt: `${broadcast}|`, $lt: `${broadcast}}` } };
}

export async function broadcastById(models: BroadcastModels, id: string): Promise<Broadcast | undefined> {
  return (await models.broadcasts.findById(id).lean<Broadcast>()) ?? undefined;
}
