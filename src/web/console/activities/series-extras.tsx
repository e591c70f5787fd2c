import { OfficeError } from "../../../office/index.ts";
import { TextField, type Typed } from "../form.tsx";
import { field, type Fields, type StaffVisit } from "../route.ts";

const hourMs = 3_600_000;

/** When registration of each day ends and when people are reminded, in hours before it begins. */
export function SeriesExtras({ base, text }: { base: { text: StaffVisit["text"]; typed: Typed }; text: StaffVisit["text"] }) {
  return (
    <>
      <TextField {...base} name="deadline" label={text("activity-pages:deadline")} help={text("activity-pages:deadline-help")} inputMode="numeric" maxLength={4} />
      <TextField {...base} name="reminders" label={text("activity-pages:reminders")} help={text("activity-pages:reminders-help")} maxLength={40} />
    </>
  );
}

/** What was typed there; what was left empty is left out. */
export function seriesExtrasOf(sent: Fields): { registerBeforeMs?: number; remindersMs?: number[] } {
  const [deadline, reminders] = [field(sent, "deadline", 4), field(sent, "reminders", 40)];
  const hours = (name: string, typed: string): number => {
    const number = Number(typed.replace(",", "."));
    if (typed === "" || !Number.isFinite(number) || number < 0) throw new OfficeError(422, "fields-wrong", { fields: { [name]: "hours-wrong" } });
    return Math.round(number * hourMs);
  };
  return {
    ...(deadline ? { registerBeforeMs: hours("deadline", deadline) } : {}),
    ...(reminders ? { remindersMs: reminders.split(/[;\s]+|,\s+/).filter(Boolean).map((one) => hours("reminders", one)) } : {}),
  };
}

export function seriesExtrasTyped({ registerBeforeMs, remindersMs }: { registerBeforeMs?: number; remindersMs?: readonly number[] }): { deadline: string; reminders: string } {
  const hours = (ms: number): string => String(Math.round((ms / hourMs) * 100) / 100).replace(".", ",");
  return { deadline: registerBeforeMs === undefined ? "" : hours(registerBeforeMs), reminders: (remindersMs ?? []).map(hours).join("; ") };
}
