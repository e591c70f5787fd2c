import { z } from "zod";
import type { Activity } from "../../activities/index.ts";
import * as office from "../../office/index.ts";
import type { ApiRoute } from "./api-route.ts";
import { limitOf, page, revision, revisionOf } from "./paging.ts";
import { activityView } from "./views.ts";

const tag = "Activities";
const cancelInput = z.strictObject({ reason: z.string().max(200, "too-long").optional() });
const seatsInput = z.strictObject({ capacity: z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(100_000, "field-wrong") });

const shown = (desk: office.Desk, activity: Activity): object => activityView(activity, office.runsActivity(desk, activity));
const undoInput = z.strictObject({ row: z.string().max(300, "too-long") });

/** Activities of one's units: plans, seats, attendance, series. */
export const activityRoutes: ApiRoute[] = [
  {
    method: "get", path: "/activities", name: "listActivities", tag, right: "activities.read", summary: "Activities of your units: coming ones first to last, past ones last to first, or drafts.", query: { ...page, list: "coming, past or draft." },
    async handle(call) {
      const { desk, query } = call;
      const list = query["list"] === "past" || query["list"] === "draft" ? query["list"] : "coming";
      const { activities, next } = await office.listActivities(desk, { list, limit: limitOf(call), ...(query["cursor"] ? { cursor: query["cursor"] } : {}) });
      return { body: { data: activities.map((one) => shown(desk, one)), ...(next ? { next } : {}) } };
    },
  },
  { method: "post", path: "/activities", name: "createActivity", tag, right: "activities.write", summary: "Plans an activity, open for registration unless `draft`. Times are epoch milliseconds.", input: office.newActivityInput, handle: async ({ desk, body }) => ({ status: 201, body: shown(desk, await office.newActivity(desk, body)) }) },
  { method: "get", path: "/activities/:id", name: "readActivity", tag, right: "activities.read", summary: "One activity; minutes, photos and the code of the door only for who runs it.", handle: async ({ desk, params }) => ({ body: shown(desk, await office.readActivity(desk, params["id"]!)) }) },
  { method: "patch", path: "/activities/:id", name: "updateActivity", tag, right: "activities.write", summary: "Changes an activity; people who registered hear of another time or place. `revision` is the `version` that was read.", query: revision, input: office.activityChangesInput, handle: async (call) => ({ body: shown(call.desk, await office.changeActivity(call.desk, call.params["id"]!, call.body, revisionOf(call))) }) },
  { method: "post", path: "/activities/:id/cancel", name: "cancelActivity", tag, right: "activities.write", summary: "Calls it off; everybody registered hears of it.", input: cancelInput, handle: async ({ desk, params, body }) => ({ body: shown(desk, await office.callOffActivity(desk, params["id"]!, cancelInput.parse(body ?? {}).reason ?? "")) }) },
  { method: "post", path: "/activities/:id/seats", name: "changeSeats", tag, right: "activities.write", summary: "More or fewer seats, 0 for no limit; nobody loses theirs.", input: seatsInput, handle: async ({ desk, params, body }) => ({ body: shown(desk, await office.changeActivitySeats(desk, params["id"]!, seatsInput.parse(body).capacity)) }) },
  {
    method: "get", path: "/activities/:id/people", name: "listActivityPeople", tag, right: "activities.write", summary: "Who registered and who was there. The look is written down.",
    async handle({ desk, params }) {
      const { registrations, attendance } = await office.activityPeople(desk, params["id"]!);
      return { body: { registrations: registrations.map(({ contact, state, name, code, registeredAt, there }) => ({ contact, state, name, code, registeredAt, there })), attendance: attendance.map(({ _id: id, contact, person, name, how, at }) => ({ id, contact, person, name, how, at })) } };
    },
  },
  {
    method: "post", path: "/activities/:id/registrations", name: "registerForActivity", tag, right: "activities.write", summary: "Registers a person of the register, on their chat; they hear of it. `outcome` is seated, waiting (it is full), or already (nothing changed). Needs `people.read` too; 409 for who has no chat that agreed to registrations.", input: office.registrationInput,
    async handle({ desk, params, body }) {
      const outcome = await office.registerPerson(desk, params["id"]!, body);
      return { status: outcome === "already" ? 200 : 201, body: { outcome } };
    },
  },
  { method: "post", path: "/activities/:id/registrations/remove", name: "takeOffActivity", tag, right: "activities.write", summary: "Takes somebody off who will not come; they hear of it, and who waits longest gets the seat. `contact` is that of the list of people.", input: office.takeOffInput, handle: async ({ desk, params, body }) => (await office.takeOff(desk, params["id"]!, body), { status: 204 }) },
  { method: "post", path: "/activities/:id/attendance", name: "enterAttendance", tag, right: "activities.write", summary: "Enters who was there: registered contacts, people of the register, names. Whoever is there already stays as they are. Names that somebody there bears too come back as `alike` and are not written (`elsewhere`: somebody another unit wrote down, whom you do not see); send those of somebody else as `namesakes`, with the number they came with.", input: office.attendanceInput, handle: async ({ desk, params, body }) => ({ body: await office.enterAttendance(desk, params["id"]!, body) }) },
  { method: "post", path: "/activities/:id/attendance/undo", name: "undoAttendance", tag, right: "activities.write", summary: "Takes somebody out again; `row` is the id of their row.", input: undoInput, handle: async ({ desk, params, body }) => (await office.undoAttendance(desk, params["id"]!, undoInput.safeParse(body).data?.row ?? ""), { status: 204 }) },
  { method: "get", path: "/activities/:id/certificates", name: "listCertificates", tag, right: "activities.write", summary: "Names for certificates of participation. The look is written down.", handle: async ({ desk, params }) => ({ body: { data: (await office.attendanceFor(desk, params["id"]!)).map(({ _id: id, name }) => ({ id, name })) } }) },
  { method: "post", path: "/activities/:id/partners", name: "invitePartners", tag, right: "activities.write", summary: "Asks other units of the installation to hold it too; `partners` of the activity tells what they said.", input: office.partnersInput, handle: async ({ desk, params, body }) => ({ body: shown(desk, await office.invitePartners(desk, params["id"]!, body)) }) },
  { method: "post", path: "/activities/:id/partners/remove", name: "removePartner", tag, right: "activities.write", summary: "Takes an invitation back, or ends what was accepted; who registered keeps the seat.", input: office.partnerInput, handle: async ({ desk, params, body }) => ({ body: shown(desk, await office.removePartner(desk, params["id"]!, body)) }) },
  { method: "get", path: "/activity-invitations", name: "listInvitations", tag, right: "activities.write", summary: "Activities of others your units were asked to hold too, not answered yet.", handle: async ({ desk }) => ({ body: { data: (await office.waitingInvitations(desk)).map((one) => shown(desk, one)) } }) },
  { method: "post", path: "/activities/:id/answer", name: "answerInvitation", tag, right: "activities.write", summary: "Accepts or declines an invitation, also later on. Then its people see it, and you see and enter those of them who registered.", input: office.invitationAnswerInput, handle: async ({ desk, params, body }) => ({ body: shown(desk, await office.answerInvitation(desk, params["id"]!, body)) }) },
  { method: "get", path: "/activities/:id/feedback", name: "readActivityFeedback", tag, right: "activities.write", summary: "What people thought, without who; only their number while they are fewer than five.", handle: async ({ desk, params }) => ({ body: await office.activityFeedback(desk, params["id"]!) }) },
  { method: "get", path: "/activity-series", name: "listSeries", tag, right: "activities.write", summary: "Series that go on.", handle: async ({ desk }) => ({ body: { data: (await office.listSeries(desk)).map(({ _id: id, ...rest }) => ({ id, ...rest })) } }) },
  { method: "post", path: "/activity-series", name: "createSeries", tag, right: "activities.write", summary: "What comes again: weekly, on the n-th weekday or a day of the month, yearly, or by the lunar calendar.", input: office.newSeriesInput, handle: async ({ desk, body }) => { const { series: { _id: id, ...rest }, planned } = await office.newSeries(desk, body); return { status: 201, body: { id, ...rest, planned } }; } },
  { method: "patch", path: "/activity-series/:id", name: "updateSeries", tag, right: "activities.write", summary: "Changes a series and those of its coming days that nobody changed by themselves; their people hear of another time or place. `revision` is the `version` that was read. Null clears.", query: revision, input: office.seriesChangesInput, handle: async (call) => { const { series: { _id: id, ...rest }, ...counts } = await office.changeSeries(call.desk, call.params["id"]!, call.body, revisionOf(call)); return { body: { id, ...rest, ...counts } }; } },
  { method: "post", path: "/activity-series/:id/end", name: "endSeries", tag, right: "activities.write", summary: "No further days; those written down stay, or with `cancel` are called off too.", input: office.seriesEndInput, handle: async ({ desk, params, body }) => ({ body: { cancelled: await office.stopSeries(desk, params["id"]!, body ?? {}) } }) },
];
