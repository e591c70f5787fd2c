import { z } from "zod";
import { activityKinds } from "../../activities/index.ts";

const line = (most: number) => z.string().transform((text) => text.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim()).pipe(z.string().max(most, "too-long"));
const block = (most: number) => z.string().transform((text) => text.normalize("NFC").replace(/\r\n/g, "\n").trim()).pipe(z.string().max(most, "too-long"));
const time = z.number("time-wrong").int("time-wrong").min(0, "time-wrong").max(9_999_999_999_999, "time-wrong");

/** What an activity is, whenever it takes place. */
const what = {
  title: line(120).pipe(z.string().min(2, "name-missing")),
  label: line(20).optional(),
  kind: z.enum(activityKinds, "field-wrong"),
  place: line(160),
  description: block(1000),
  onlineUrl: z.url({ protocol: /^https$/, error: "url-wrong" }).max(300, "too-long").optional(),
  /** Further units that hold it, beside the own one. */
  units: z.array(z.string().max(60)).max(200, "too-long").optional(),
  club: z.string().max(60).optional(),
  /** Whose it is where it is not the whole commune's. */
  branch: z.string().max(60).optional(),
  registration: z.boolean("field-wrong"),
  /** 0: no limit. */
  capacity: z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(100_000, "field-wrong"),
  minAge: z.number("field-wrong").int("field-wrong").min(1, "field-wrong").max(60, "field-wrong").optional(),
  guardianNote: z.boolean("field-wrong").optional(),
};
const when = { startsAt: time, endsAt: time, registerUntil: time.optional(), /** null: as the unit reminds; none: not at all. */ remindersMs: z.array(z.number("field-wrong").int("field-wrong").min(300_000, "field-wrong").max(30 * 86_400_000, "field-wrong")).max(5, "too-long").nullable().optional() };

export const newActivityInput = z.strictObject({ ...what, ...when, commune: z.string().max(60).optional(), draft: z.boolean("field-wrong").optional() }).partial().required({ title: true, kind: true, startsAt: true });
const { capacity: _seats, ...changeable } = { ...what, ...when };
export const activityChangesInput = z
  // Null clears what may be left out; of the branch it makes it the commune's.
  .strictObject({ ...changeable, branch: what.branch.nullable(), club: what.club.nullable(), minAge: what.minAge.nullable(), onlineUrl: what.onlineUrl.nullable(), registerUntil: when.registerUntil.nullable(), minutes: block(10_000), results: z.array(z.strictObject({ team: line(80), result: line(80) })).max(100, "too-long"), state: z.enum(["draft", "open", "closed"], "field-wrong") })
  .partial();
export type ActivityInput = z.infer<typeof newActivityInput>;

export const attendanceInput = z.strictObject({ contacts: z.array(z.string().max(200)).max(2000).optional(), people: z.array(z.string().max(60)).max(2000).optional(), names: z.array(line(80)).max(2000).optional(), namesakes: z.array(z.strictObject({ name: line(80).pipe(z.string().min(1, "name-missing")), number: z.number("field-wrong").int("field-wrong").min(1).max(2000) })).max(2000).optional() });

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "date-wrong");
const weekday = z.number("field-wrong").int().min(0).max(6);
const monthDay = z.number("field-wrong").int().min(1).max(31);
const month = z.number("field-wrong").int().min(1).max(12);
export const seriesRuleInput = z
  .union([
    z.strictObject({ every: z.literal("week"), weekday }),
    z.strictObject({ every: z.literal("month"), nth: z.union([z.literal(-1), z.number().int().min(1).max(5)]), weekday }),
    z.strictObject({ every: z.literal("month"), day: monthDay }),
    z.strictObject({ every: z.literal("lunar-month"), day: monthDay }),
    z.strictObject({ every: z.literal("year"), month, day: monthDay }),
    z.strictObject({ every: z.literal("lunar-year"), month, day: monthDay }),
  ])
  // Lunar months have 29 or 30 days.
  .refine((rule) => !(rule.every.startsWith("lunar") && "day" in rule && rule.day > 30), { message: "lunar-day", path: ["day"] });
const seriesTime = { at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "time-wrong"), durationMs: z.number("field-wrong").int("field-wrong").min(600_000, "field-wrong").max(7 * 86_400_000, "field-wrong") };
/** Registration ends so long before each day begins. */
const registerBeforeMs = z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(60 * 86_400_000, "field-wrong").optional();
export const newSeriesInput = z.strictObject({ ...what, ...seriesTime, registerBeforeMs, remindersMs: when.remindersMs, commune: z.string().max(60).optional(), rule: seriesRuleInput, from: day, until: day.optional() }).partial({ place: true, description: true, registration: true, capacity: true });
const { units: _units, club: _club, branch: _branch, ...seriesWhat } = what;
/** Null clears. */
export const seriesChangesInput = z.strictObject({ ...seriesWhat, ...seriesTime, onlineUrl: what.onlineUrl.nullable(), minAge: what.minAge.nullable(), registerBeforeMs: registerBeforeMs.nullable(), remindersMs: when.remindersMs.nullable(), rule: seriesRuleInput, until: day.nullable() }).partial();
/** `cancel`: also the days that are written down already. */
export const seriesEndInput = z.strictObject({ cancel: z.boolean("field-wrong"), reason: z.string().max(200, "too-long") }).partial();
