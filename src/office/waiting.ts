import { isLate, type DataRequest } from "../consent/index.ts";
import { listAlerts } from "../pages/index.ts";
import { within, withinCommune } from "../staff/index.ts";
import type { Right } from "../staff/index.ts";
import type { Desk } from "./desk.ts";
import { nearDrafts, soonActivities, unlistedActivities, waitingInvitations } from "./activities/index.ts";
import { waitingRequests } from "./clubs.ts";
import { waitingPeople } from "./conversations.ts";
import { ownPages } from "./pages.ts";

/** One kind of work that waits, for the first page. `late`: past its date. */
export type Waiting = { kind: string; path: string; count: number; late: number };

type Counter = { right: Right; count(desk: Desk): Promise<Waiting> };

/** In the order they are shown. Each is asked only of those who may see that work. */
const counters: Counter[] = [
  { right: "conversations.read", count: async (desk) => ({ kind: "handovers", path: "/console/conversations", count: (await waitingPeople(desk)).length, late: 0 }) },
  { right: "privacy.read", count: dataRequests },
  { right: "cases.read", count: cases },
  { right: "broadcasts.approve", count: notices },
  { right: "clubs.approve", count: async (desk) => ({ kind: "club-requests", path: "/console/clubs", count: (await waitingRequests(desk)).length, late: 0 }) },
  { right: "activities.write", count: async (desk) => ({ kind: "invitations", path: "/console/activities", count: (await waitingInvitations(desk)).length, late: 0 }) },
  { right: "activities.write", count: async (desk) => ({ kind: "activities-soon", ...(await soonActivities(desk)) }) },
  { right: "activities.write", count: async (desk) => ({ kind: "activities-unlisted", ...(await unlistedActivities(desk)) }) },
  { right: "activities.write", count: async (desk) => ({ kind: "activity-drafts", ...(await nearDrafts(desk)) }) },
  { right: "pages.read", count: async (desk) => ({ kind: "page-alerts", path: "/console/pages", ...(await alerts(desk)) }) },
];

/** What waits for the one at the desk, kind by kind. */
export async function waiting(desk: Desk): Promise<Waiting[]> {
  return Promise.all(counters.filter((one) => desk.can(one.right)).map((one) => one.count(desk)));
}

async function cases(desk: Desk): Promise<Waiting> {
  const where = { ...within(desk.scope("cases.read")), open: true } as Record<string, unknown>;
  const [count, late] = await Promise.all([desk.ports.cases.cases.countDocuments(where), desk.ports.cases.cases.countDocuments({ ...where, dueAt: { $lt: desk.now } })]);
  return { kind: "cases", path: late > 0 ? "/console/cases?late=1" : "/console/cases", count, late };
}

/** Others' notices that wait for a second person. */
async function notices(desk: Desk): Promise<Waiting> {
  const count = await desk.ports.broadcasts.broadcasts.countDocuments({ ...withinCommune(desk.scope("broadcasts.approve")), state: "waiting", by: { $ne: desk.actor.id } } as Record<string, unknown>);
  return { kind: "notices", path: "/console/broadcasts?state=waiting", count, late: 0 };
}

async function dataRequests(desk: Desk): Promise<Waiting> {
  const open = await desk.ports.requests.requests.find({ ...withinCommune(desk.scope("privacy.read")), state: { $in: ["received", "replied"] } } as Record<string, unknown>).lean<DataRequest[]>();
  return { kind: "data-requests", path: "/console/privacy", count: open.length, late: open.filter((one) => isLate(one, desk.now)).length };
}

async function alerts(desk: Desk): Promise<{ count: number; late: number }> {
  const own = new Set((await ownPages(desk)).map((page) => page._id));
  const open = (await listAlerts(desk.ports.pages)).filter((alert) => own.has(alert.page) && alert.severity !== "info");
  return { count: open.length, late: open.filter((alert) => alert.severity === "alert").length };
}
