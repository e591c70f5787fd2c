import type { Activity } from "./model.ts";

/** The activity as an iCalendar file (RFC 5545) for phones' calendars. Its number rises with every write and with being called off, so that it is replaced and not added. Nothing about people. */
export async function calendarFileOf(activity: Activity, options: { name: string; url?: string; now: number }): Promise<string> {
  // Read when a file is asked for: most processes never need it.
  const { default: ical, ICalCalendarMethod, ICalEventStatus } = await import("ical-generator");
  const calendar = ical({ name: options.name, prodId: { company: "Cau Noi", product: "activities", language: "VI" }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `${activity._id}@cau-noi`,
    sequence: activity.version + activity.revision - 2,
    // UTC: every phone shows it in its own zone.
    start: new Date(activity.startsAt),
    end: new Date(Math.max(activity.endsAt, activity.startsAt + 60_000)),
    stamp: new Date(options.now),
    summary: activity.title,
    description: activity.description || null,
    location: activity.place || null,
    status: activity.state === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...(options.url ? { url: options.url } : {}),
    alarms: [],
  });
  return calendar.toString();
}
