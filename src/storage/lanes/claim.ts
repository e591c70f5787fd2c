import type { Sent } from "./trail.ts";

/** Events, notes of the platforms, replies, notices. */
export const families = ["in", "note", "out", "bulk"] as const;
export type Family = (typeof families)[number];

/** Something to do for one person. `id` drops duplicates for 72 hours; `order` is the place in the person's list. */
export type LaneItem = { contact: string; id?: string; order?: number; json: string };

/** A lane taken by this process: `members` are its first items in order, raw. */
export type Claim = {
  family: Family;
  contact: string;
  token: string;
  /** Holders that vanished with the first item. */
  crashes: number;
  /** The last of them had said `begin`. */
  begun: boolean;
  tries: number;
  members: string[];
  /** By this process's own clock (`performance.now()`): until then nobody else can have taken the lane over. */
  heldUntil: number;
  /** Its sending slot: milliseconds until then, a few at most, and the least between two slots of the account. Absent: it keeps to no pace. */
  slot?: { inMs: number; gapMs: number };
};

/** How many lanes of one account may be taken: `most` in general, `room` for those of which the caller holds many. */
export type Shares = { most: number; room: Iterable<[account: string, lanes: number]> };

/** How a row of a broadcast ended: `row` is `chunk|index`. */
export type Outcome = { broadcast: string; row: string; state: string };

export type Finish = {
  /** Gives the lane back; otherwise the lease runs on for the next item of the claim. */
  release: boolean;
  adds?: { family: Family; contact: string; id?: string; json: string }[];
  /** When the person's open question wants a tick; null takes the timer away. */
  timer?: { at: number; ask: number } | null;
  /** Written with the item's end, so that an outcome is never lost nor told twice. */
  record?: Outcome;
  /** The place of a notice that arrived, remembered with its person for so long: what they write next answers it. */
  noticed?: { place: string; seconds: number };
  /** The place of a notice that waits for its person's next word, until then. */
  parked?: { place: string; until: number; id: string };
  /** The person did something: a note is made of it where a notice is remembered with them. */
  acted?: { id: string; json: string };
  /** What was sent, a platform message each. */
  trail?: Sent | Sent[];
  /** Calls to the platform that this took, counted against the account's pace, and how many of them had a slot. */
  calls?: { all: number; withSlot: number };
  /** The member the caller goes on with: when it was dropped or the account paused meanwhile, the lane is given back and `finish` says false. */
  next?: string;
};
