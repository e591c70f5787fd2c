import type { AudienceQuery, Broadcast } from "../../../broadcasts/index.ts";
import { inputOf, longestNotice, OfficeError } from "../../../office/index.ts";
import { localTime, wallClock } from "../../../lib/local-time.ts";
import type { Typed } from "../form.tsx";
import { field, type StaffVisit } from "../route.ts";
import { buttonsOf, buttonValues } from "./button-rows.tsx";
import { placeIn } from "./place-field.tsx";
import { endOfDay, repeatOf, rhythmOf } from "./repeat-fields.ts";

/** Fields of the form beside the audience's ticks and the buttons. */
export const noticeFields = ["vi", "en", "purpose", "place", "fallbackName", "fallbackBranch", "fallbackUnit", "at", "repeat", "until", "perMinute", "expiresAt", "urgent", "saveAs"] as const;

/** What the form says as the office takes it. `draft`: what it changes; what a changed form leaves empty is taken away. */
export function noticeFrom({ form: sent, desk, text, now }: StaffVisit, audience: AudienceQuery, draft?: Broadcast): Record<string, unknown> {
  const zone = desk.ports.timeZone;
  const time = (name: string, read: (typed: string, zone: string) => number | undefined = localTime): number | undefined => {
    const typed = field(sent, name, 20);
    if (!typed) return undefined;
    const at = read(typed, zone);
    if (at === undefined) throw new OfficeError(422, "fields-wrong", { fields: { [name]: "time-wrong" } });
    return at;
  };
  const [perMinute, at] = [field(sent, "perMinute", 7), time("at")];
  if (perMinute && !/^\d+$/.test(perMinute)) throw new OfficeError(422, "fields-wrong", { fields: { perMinute: "field-wrong" } });
  const timing = { at, expiresAt: time("expiresAt"), repeat: repeatFrom(field(sent, "repeat", 12), at ?? now, time("until", endOfDay), zone, draft), urgent: field(sent, "urgent", 1) === "1" ? true : undefined, perMinute: perMinute ? Number(perMinute) : undefined };
  const fallbacks = defined({ name: field(sent, "fallbackName", 60) || undefined, branch: field(sent, "fallbackBranch", 60) || undefined, unit: field(sent, "fallbackUnit", 60) || undefined });
  return defined({
    // Whose a notice is stays with it.
    ...(draft ? {} : placeIn(sent)),
    purpose: field(sent, "purpose", 20),
    texts: defined({ vi: field(sent, "vi", longestNotice + 1), en: field(sent, "en", longestNotice + 1) || undefined }),
    fallbacks, audience,
    buttons: buttonsOf(sent, audience, text),
    ...(draft ? Object.fromEntries(Object.entries(timing).map(([name, value]) => [name, value ?? null])) : timing),
  });
}

/** A rhythm that was not changed keeps its days and its end to the minute, wherever the next time stands now. */
function repeatFrom(rhythm: string, first: number, until: number | undefined, zone: string, draft: Broadcast | undefined): Record<string, unknown> | undefined {
  const before = draft?.repeat;
  const end = before?.until !== undefined && until !== undefined && wallClock(before.until, zone).day === wallClock(until, zone).day ? before.until : until;
  if (before && rhythmOf(before) === rhythm) {
    const { until: _until, ...rule } = before;
    return { ...rule, ...(end === undefined ? {} : { until: end }) };
  }
  return repeatOf(rhythm, first, end, zone);
}

export function valuesOf({ desk }: StaffVisit, draft: Broadcast): Typed["values"] {
  const zone = desk.ports.timeZone;
  const { texts, purpose, fallbacks, buttons, at, repeat, perMinute, urgent, expiresAt } = inputOf(draft);
  const local = (time: number | undefined) => (time === undefined ? "" : `${wallClock(time, zone).day}T${wallClock(time, zone).time}`);
  return {
    vi: texts.vi, en: texts.en ?? "", purpose, fallbackName: fallbacks?.name ?? "", fallbackBranch: fallbacks?.branch ?? "", fallbackUnit: fallbacks?.unit ?? "", ...buttonValues(buttons as Parameters<typeof buttonValues>[0]),
    at: local(at), expiresAt: local(expiresAt), repeat: rhythmOf(repeat as Broadcast["repeat"]), until: repeat?.until === undefined ? "" : wallClock(repeat.until, zone).day, perMinute: perMinute === undefined ? "" : String(perMinute), urgent: urgent ? "1" : "",
  };
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
