import { z } from "zod";
import { audienceQuery, calendarReminders, purposes } from "../../broadcasts/index.ts";

/** Fits every channel with the line that says how to stop. */
export const longestNotice = 1_500;

const words = z.string().transform((text) => text.normalize("NFC").replace(/\r\n/g, "\n").replace(/[^\S\n]+$/gmu, "").trim()).pipe(z.string().max(longestNotice, "too-long"));
const line = (most: number) => z.string().transform((text) => text.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim()).pipe(z.string().max(most, "too-long"));
const time = z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(9_999_999_999_999, "field-wrong");

export const noticeButtonInput = z.strictObject({
  flow: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "field-wrong"),
  value: z.string().regex(/^[\w.-]{1,28}$/, "field-wrong").optional(),
  label: line(20).pipe(z.string().min(1, "field-missing")),
});

const until = time.optional();
const day = z.number("field-wrong").int("field-wrong").min(1, "field-wrong").max(30, "field-wrong");
/** By the day it begins; by a weekday of the month (-1: the last; 0 is Sunday); by a day of the lunar calendar. */
const repeatInput = z.union([
  z.strictObject({ every: z.enum(["week", "month", "year"]), until }),
  z.strictObject({ every: z.literal("month"), nth: z.union([z.literal(-1), z.number().int().min(1).max(4)]), weekday: z.number().int().min(0).max(6), until }),
  z.strictObject({ every: z.literal("lunar-month"), day, until }),
  z.strictObject({ every: z.literal("lunar-year"), month: z.number().int().min(1).max(12), day, until }),
], "field-wrong");

const fields = {
  commune: z.string().max(60).optional(),
  /** Of staff who hold several places: which one writes. */
  branch: z.string().max(60).optional(),
  club: z.string().max(60).optional(),
  purpose: z.enum(purposes, "field-wrong"),
  texts: z.strictObject({ vi: words.pipe(z.string().min(1, "text-missing")), en: words.optional() }),
  /** What is said where somebody's name, branch or unit is not known. */
  fallbacks: z.partialRecord(z.enum(["name", "branch", "unit"]), line(60)).optional(),
  buttons: z.array(noticeButtonInput).max(3, "too-long").optional(),
  image: z.string().max(80).optional(),
  audience: audienceQuery,
  /** When, epoch ms; left out: as soon as it is sent off. */
  at: time.optional(),
  repeat: repeatInput.optional(),
  /** Until when people out of reach still get it with their next word. */
  expiresAt: time.optional(),
  /** Also at night and on holidays. */
  urgent: z.boolean("field-wrong").optional(),
  perMinute: z.number("field-wrong").int("field-wrong").min(1, "field-wrong").max(100_000, "field-wrong").optional(),
};

export const broadcastInput = z.strictObject(fields);
const { commune: _commune, branch: _branch, club: _club, ...changeable } = fields;
/** null takes away what may be missing. */
export const broadcastChangesInput = z
  .strictObject({ ...changeable, at: time.nullable(), repeat: changeable.repeat.nullable(), expiresAt: time.nullable(), urgent: changeable.urgent.nullable(), perMinute: changeable.perMinute.nullable(), image: changeable.image.nullable() })
  .partial();
export type BroadcastInput = z.infer<typeof broadcastInput>;

/** `anyway`: although the same words went out within a day. `count`: the number of people, typed by somebody who has nobody to approve. */
export const sendInput = z.strictObject({ at: time.optional(), anyway: z.boolean("field-wrong").optional(), count: z.number("field-wrong").int("field-wrong").min(0, "field-wrong").optional() });

/** `count`: of a notice that is held, the number of people, typed by somebody who has nobody to approve. */
export const resumeInput = sendInput.pick({ count: true });

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "time-wrong");
/** null takes a setting back to the installation's. */
export const noticeSettingsInput = z
  .strictObject({
    quietFrom: clock.nullable(), quietTo: clock.nullable(), holidays: z.boolean("field-wrong").nullable(),
    restDays: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "date-wrong")).max(60, "too-long").nullable(),
    remindersMinutes: z.array(z.number("field-wrong").int("field-wrong").min(5, "field-wrong").max(60 * 24 * 30, "field-wrong")).max(5, "too-long").nullable(),
    without: z.array(z.enum(calendarReminders, "field-wrong")).max(calendarReminders.length, "too-long").nullable(),
    duesDay: z.number("field-wrong").int("field-wrong").min(1, "field-wrong").max(28, "field-wrong").nullable(),
    questionDays: z.number("field-wrong").int("field-wrong").min(1, "field-wrong").max(60, "field-wrong").nullable(),
    approveAbove: z.number("field-wrong").int("field-wrong").min(1, "field-wrong").max(10_000_000, "field-wrong").nullable(),
  })
  .partial();
