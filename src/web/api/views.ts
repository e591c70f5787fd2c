import { seatsOf, type Activity } from "../../activities/index.ts";
import type { Broadcast } from "../../broadcasts/index.ts";
import type { NoticeReport } from "../../office/index.ts";
import type { Case } from "../../cases/index.ts";
import type { Club } from "../../clubs/index.ts";
import type { Dialogue as DialogueCard } from "../../dialogues/index.ts";
import type { PersonRecord } from "../../people/index.ts";
import type { Question } from "../../questions/index.ts";
import type { Unit } from "../../units/index.ts";

/** What the API shows of things: ids as `id`, nothing that only serves searching, no secrets. */
export function personView({ _id: id, keys: _keys, sortKey: _sort, ...rest }: PersonRecord): object {
  return { id, ...rest };
}

export function unitView({ _id: id, ...rest }: Unit): object {
  return { id, ...rest };
}

export function clubView({ _id: id, ...rest }: Club): object {
  return { id, ...rest };
}

export function caseView({ _id: id, ...rest }: Case): object {
  return { id, ...rest };
}

/** Without the acts under way at its seats. */
export function dialogueView({ _id: id, seating, ...rest }: DialogueCard): object {
  return { id, ...rest, seatsLeft: Math.max(0, seating.left), waiting: seating.waiting };
}

/** Never who asked. */
export function questionView({ _id: id, mark: _mark, ...rest }: Question): object {
  return { id, ...rest };
}

/** Without what only serves sending. */
export function noticeView({ _id: id, cursor: _cursor, phase: _phase, chunks: _chunks, fingerprint: _fingerprint, resumeTo: _resumeTo, round: _round, closed: _closed, parkedOver: _over, ...rest }: Broadcast): object {
  return { id, ...rest };
}

export function noticeReportView({ broadcast, progress, ...rest }: NoticeReport): object {
  return { ...noticeView(broadcast), progress: { total: progress.total, open: progress.open, counts: progress.counts }, ...rest };
}

/** For who runs it, without the acts under way at its seats; for other readers also without minutes, photos, the code of the door and who wrote it down. */
export function activityView({ _id: id, seating, capacity: _capacity, ...rest }: Activity, runs: boolean): object {
  const capacity = seatsOf({ capacity: _capacity });
  const { minutes: _minutes, photos, checkInCode: _code, createdBy: _by, partners, ...open } = rest;
  return { id, ...(runs ? rest : { ...open, ...(partners ? { partners: partners.map(({ by: _asked, ...one }) => one) } : {}), photoCount: photos.length }), capacity: capacity ?? 0, ...(capacity === undefined ? {} : { seatsLeft: Math.max(0, seating.left) }), waiting: seating.waiting };
}
