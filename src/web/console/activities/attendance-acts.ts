import { addPhoto, attendanceFor, enterAttendance, logForClub, photoOf, readActivity, removePhoto, undoAttendance } from "../../../office/index.ts";
import { readUpload } from "../upload.ts";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { alikeNames, namesakesOf } from "./alike-names.tsx";

export async function attend(visit: StaffVisit): Promise<Reply> {
  const { desk, params, form } = visit;
  const names = field(form, "names", 20_000).split("\n").map((name) => name.replace(/^\s*\d+[.)]\s*/, "").trim()).filter(Boolean).slice(0, 2000);
  const done = await enterAttendance(desk, params["id"]!, { contacts: list(form, "contacts").slice(0, 2000), people: list(form, "people").slice(0, 2000), names, namesakes: namesakesOf(list(form, "namesakes").slice(0, 2000)) });
  return done.alike.length > 0 ? alikeNames(visit, done) : { to: `/console/activities/${params["id"]}${field(form, "back", 10) === "people" ? "/people" : ""}`, said: "activity-pages:said-entered", params: { count: done.entered } };
}

export async function undo({ desk, params, form }: StaffVisit): Promise<Reply> {
  await undoAttendance(desk, params["id"]!, field(form, "row", 300));
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
}

export async function intoLog({ desk, params }: StaffVisit): Promise<Reply> {
  await logForClub(desk, params["id"]!);
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
}

export async function photo({ desk, params, request }: StaffVisit): Promise<Reply> {
  await readActivity(desk, params["id"]!, "activities.write");
  const { file, fields } = await readUpload(request);
  await addPhoto(desk, params["id"]!, file, fields["consent"] ?? "");
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
}

export async function dropPhoto({ desk, params, form }: StaffVisit): Promise<Reply> {
  await removePhoto(desk, params["id"]!, field(form, "photo", 40));
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-saved" };
}

export async function showPhoto({ desk, params, query }: StaffVisit): Promise<Reply> {
  const { content, type } = await photoOf(desk, params["id"]!, field(query, "photo", 40));
  return { file: content, name: "anh.jpg", type };
}

/** Certificates of everybody who was there, or of one, a page each. */
export async function certificates(visit: StaffVisit): Promise<Reply> {
  const { desk, params, query, text, locale } = visit;
  const activity = await readActivity(desk, params["id"]!);
  const rows = await attendanceFor(desk, activity._id, field(query, "row", 300) || undefined);
  const { certificatePdf } = await import("./certificate-pdf.ts");
  const day = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "vi-VN", { timeZone: desk.ports.timeZone, dateStyle: "long" }).format(activity.startsAt);
  const unit = desk.tree.all.get(activity.commune)?.name ?? "";
  const words = { unit, heading: text("activity-pages:certificate"), took: text("activity-pages:certificate-took", { title: activity.title }), day: text("activity-pages:certificate-day", { day, place: activity.place || unit }), sign: text("activity-pages:certificate-sign") };
  return { file: await certificatePdf(rows.map((one) => one.name), words), name: `${activity._id}-certificates.pdf`, type: "application/pdf" };
}
