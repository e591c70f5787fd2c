import * as office from "../../office/index.ts";
import type { ApiCall, ApiRoute } from "./api-route.ts";
import { limitOf, numberOf, page, revision, revisionOf } from "./paging.ts";
import { noticeReportView, noticeView } from "./views.ts";

const tag = "Notices";
type Verb = (desk: ApiCall["desk"], id: string) => Promise<Parameters<typeof noticeView>[0]>;
const act = (name: string, at: string, verb: Verb, summary: string, right: ApiRoute["right"] = "broadcasts.write"): ApiRoute => ({ method: "post", path: `/broadcasts/:id/${at}`, name, tag, right, summary, handle: async ({ desk, params }) => ({ body: noticeView(await verb(desk, params["id"]!)) }) });

/** Nothing but a file is one, whatever else was sent. */
const fileOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
const isLetter = (one: string): boolean => "sdrafuoxnwecp-".includes(one);

/** Notices: drafts, their reach, sending, steering, each recipient's outcome. */
export const broadcastRoutes: ApiRoute[] = [
  {
    method: "get", path: "/broadcasts", name: "listBroadcasts", tag, right: "broadcasts.read", summary: "Notices of your places, newest first.", query: { ...page, state: "One state only.", automatic: "1: also what the service sends by itself, such as reminders." },
    async handle(call) {
      const { desk, query } = call;
      const [limit, before] = [limitOf(call), numberOf(query["cursor"])];
      const found = await office.listBroadcasts(desk, { limit, automatic: query["automatic"] === "1", ...(query["state"] ? { state: query["state"] } : {}), ...(before === undefined ? {} : { before }) });
      return { body: { data: found.map(noticeView), ...(found.length === limit ? { next: String(found.at(-1)!.createdAt) } : {}) } };
    },
  },
  { method: "post", path: "/broadcasts", name: "createBroadcast", tag, right: "broadcasts.write", summary: "Writes a draft; its audience is counted into `preview`. Sends nothing.", input: office.broadcastInput, handle: async ({ desk, body }) => ({ status: 201, body: noticeView(await office.createDraft(desk, body)) }) },
  { method: "get", path: "/broadcasts/:id", name: "readBroadcast", tag, right: "broadcasts.read", summary: "One notice with how far it is: counts by outcome, failures by reason, rate and remaining time.", handle: async ({ desk, params }) => ({ body: noticeReportView(await office.readNotice(desk, params["id"]!)) }) },
  { method: "patch", path: "/broadcasts/:id", name: "updateBroadcast", tag, right: "broadcasts.write", summary: "Changes a draft and counts its audience anew; one that waits for approval is a draft again. `revision` is the `version` that was read.", query: revision, input: office.broadcastChangesInput, handle: async (call) => ({ body: noticeView(await office.updateDraft(call.desk, call.params["id"]!, call.body, revisionOf(call))) }) },
  { method: "delete", path: "/broadcasts/:id", name: "deleteBroadcast", tag, right: "broadcasts.write", summary: "Throws a draft away.", handle: async ({ desk, params }) => (await office.deleteDraft(desk, params["id"]!), { status: 204 }) },
  { method: "post", path: "/broadcasts/:id/count", name: "countBroadcast", tag, right: "broadcasts.write", summary: "Counts the audience anew; read the notice until `preview.state` is ready.", handle: async ({ desk, params }) => (await office.countAudience(desk, params["id"]!), { status: 202, body: {} }) },
  { method: "post", path: "/broadcasts/:id/rehearse", name: "rehearseBroadcast", tag, right: "broadcasts.write", summary: "Shows a draft to the staff of its place who linked a chat. `missed`: names of those whose chats take nothing now.", handle: async ({ desk, params }) => ({ body: await office.rehearseNotice(desk, params["id"]!) }) },
  { method: "post", path: "/broadcasts/:id/test", name: "testBroadcast", tag, right: "broadcasts.write", summary: "Shows a draft in the linked chat of the member of staff who made the token.", handle: async ({ desk, params }) => (await office.testNotice(desk, params["id"]!), { status: 204 }) },
  { method: "post", path: "/broadcasts/:id/picture", name: "setBroadcastPicture", tag, right: "broadcasts.write", summary: "Shows a picture above a draft's words; another one takes its place. The body is the file. `notShownOn`: channels that get the words alone.", upload: "image/*", handle: async ({ desk, params, body }) => ({ body: { notShownOn: await office.setNoticePicture(desk, params["id"]!, fileOf(body)) } }) },
  { method: "delete", path: "/broadcasts/:id/picture", name: "removeBroadcastPicture", tag, right: "broadcasts.write", summary: "Takes a draft's picture away.", handle: async ({ desk, params }) => (await office.dropNoticePicture(desk, params["id"]!), { status: 204 }) },
  {
    method: "post", path: "/broadcasts/:id/send", name: "sendBroadcast", tag, right: "broadcasts.write", summary: "Sends a counted draft off: at once, at `at`, or to a second person for approval where it goes to many. 409 for words that went out within a day unless `anyway`; 422 unless `count` is the number of people where nobody else could approve.",
    query: revision, input: office.sendInput,
    async handle(call) {
      const { broadcast, outcome } = await office.sendOff(call.desk, call.params["id"]!, call.body ?? {}, revisionOf(call));
      return { status: 202, body: { outcome, ...noticeView(broadcast) } };
    },
  },
  {
    method: "post", path: "/broadcasts/:id/approve", name: "approveBroadcast", tag, right: "broadcasts.approve", summary: "A second person's yes. `revision` is the `version` that was read: 409 where the notice or the people it goes to were changed meanwhile.", query: revision,
    handle: async (call) => ({ body: noticeView((await office.approveBroadcast(call.desk, call.params["id"]!, revisionOf(call))).broadcast) }),
  },
  act("sendBackBroadcast", "send-back", office.sendBack, "A second person's no, or its author takes it back: a draft again."),
  act("unscheduleBroadcast", "unschedule", office.unschedule, "Takes a scheduled notice back into the drafts."),
  act("pauseBroadcast", "pause", office.pauseNotice, "Nothing more goes out within a second or two."),
  {
    method: "post", path: "/broadcasts/:id/resume", name: "resumeBroadcast", tag, right: "broadcasts.write", summary: "Goes on after a pause. One with `held` became longer than was approved: 403 for who sent it off while somebody else could approve, 422 unless `count` is the number of people where nobody could.", input: office.resumeInput,
    handle: async ({ desk, params, body }) => ({ body: noticeView(await office.resumeNotice(desk, params["id"]!, body ?? {})) }),
  },
  act("endRepeat", "end-repeat", office.endRepeat, "It comes no more: ends its series and cancels the one that stands ready; what is under way goes on."),
  act("skipBroadcast", "skip", office.skipNotice, "Only this time of a series not: the next one is written as scheduled, then this one is cancelled."),
  act("cancelBroadcast", "cancel", office.cancelNotice, "Ends it; whoever has not got it does not get it any more. Of a series that stands ready no further one comes."),
  act("withdrawBroadcast", "withdraw", office.withdrawNotice, "One that is over goes to nobody any more who waits for it (`w`). 409: nobody does."),
  { method: "post", path: "/broadcasts/:id/retry", name: "retryBroadcast", tag, right: "broadcasts.write", summary: "Tries the failed again, never those of unknown outcome.", handle: async ({ desk, params }) => ({ body: { again: await office.retryNotice(desk, params["id"]!) } }) },
  {
    method: "get", path: "/broadcasts/:id/recipients", name: "listRecipients", tag, right: "broadcasts.read", summary: "Each recipient's outcome: s sent, d delivered, r read, a answered, f:reason failed, u unknown, o opted out, x blocked or left, n never started the bot, w waits for their next word, e expired, c cancelled; none: on the way. The look is written down.",
    query: { ...page, letters: "Only these, such as fu; - for those on the way.", name: "Part of a name." },
    async handle(call) {
      const { desk, params, query } = call;
      const letters = [...(query["letters"] ?? "")].filter(isLetter) as never[];
      const { rows, next } = await office.noticeRows(desk, params["id"]!, { limit: limitOf(call), ...(letters.length > 0 ? { letters } : {}), ...(query["name"] ? { name: query["name"].slice(0, 60) } : {}), ...(query["cursor"] ? { after: query["cursor"] } : {}) });
      return { body: { data: rows, ...(next ? { next } : {}) } };
    },
  },
  {
    method: "get", path: "/broadcasts/:id/plan", name: "listPlan", tag, right: "broadcasts.read", summary: "Before sending: each person the notice means, with the channel and rule by which it would reach them as things stand (free, paid, parked, opted-out, blocked, never-started, channel-off) and until when a free window lasts. A page may be short and yet have a next one. The look is written down.",
    query: { ...page, rules: "Only these, separated by commas." },
    async handle(call) {
      const { desk, params, query } = call;
      const rules = (query["rules"] ?? "").split(",").filter(Boolean) as never[];
      const { rows, next } = await office.noticePlan(desk, params["id"]!, { limit: limitOf(call), ...(rules.length > 0 ? { rules } : {}), ...(query["cursor"] ? { after: query["cursor"] } : {}) });
      return { body: { data: rows, ...(next ? { next } : {}) } };
    },
  },
  {
    method: "get", path: "/broadcasts/:id/standing", name: "readStanding", tag, right: "broadcasts.read", summary: "Why somebody gets a notice or not: their row, the criterion they do not meet, by what they are excepted, or the way to them. By `person` or by `contact`. The look is written down.",
    query: { person: "Of the register.", contact: "A chat." },
    handle: async ({ desk, params, query }) => ({ body: { ...(await office.noticeStanding(desk, params["id"]!, { ...(query["person"] ? { person: query["person"] } : {}), ...(query["contact"] ? { contact: query["contact"] } : {}) })) } }),
  },
  {
    method: "get", path: "/broadcasts/:id/replies", name: "listReplies", tag, right: "conversations.read", summary: "Who wrote within two days after the notice, newest first.", query: page,
    async handle(call) {
      const [limit, before] = [limitOf(call), numberOf(call.query["cursor"])];
      const found = await office.noticeReplies(call.desk, call.params["id"]!, { limit, ...(before === undefined ? {} : { before }) });
      return { body: { data: found.map(({ _id: _, ...rest }) => rest), ...(found.length === limit ? { next: String(found.at(-1)!.at) } : {}) } };
    },
  },
  { method: "get", path: "/audiences", name: "listAudiences", tag, right: "broadcasts.read", summary: "Saved audiences.", handle: async ({ desk }) => ({ body: { data: (await office.savedAudiences(desk)).map(({ _id: id, ...rest }) => ({ id, ...rest })) } }) },
  { method: "post", path: "/audiences", name: "saveAudience", tag, right: "broadcasts.write", summary: "Keeps an audience under a name.", input: office.savedAudienceInput, handle: async ({ desk, body }) => { const { _id: id, ...rest } = await office.saveAudience(desk, body); return { status: 201, body: { id, ...rest } }; } },
  { method: "patch", path: "/audiences/:id", name: "updateAudience", tag, right: "broadcasts.write", summary: "Changes the name or the people of a saved audience; what was sent already is not touched.", input: office.audienceChangesInput, handle: async ({ desk, params, body }) => { const { _id: id, ...rest } = await office.updateAudience(desk, params["id"]!, body); return { body: { id, ...rest } }; } },
  { method: "delete", path: "/audiences/:id", name: "deleteAudience", tag, right: "broadcasts.write", summary: "Forgets a saved audience.", handle: async ({ desk, params }) => (await office.deleteAudience(desk, params["id"]!), { status: 204 }) },
  { method: "get", path: "/notice-settings/:commune", name: "readNoticeSettings", tag, right: "broadcasts.read", summary: "A commune's own settings and the rules that hold.", handle: async ({ desk, params }) => ({ body: await office.readNoticeSettings(desk, params["commune"]!) }) },
  { method: "patch", path: "/notice-settings/:commune", name: "changeNoticeSettings", tag, right: "broadcasts.approve", summary: "Changes a commune's settings; null takes one back to the installation's.", query: revision, input: office.noticeSettingsInput, handle: async (call) => ({ body: await office.changeNoticeSettings(call.desk, call.params["commune"]!, call.body, revisionOf(call)) }) },
];
