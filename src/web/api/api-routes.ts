import * as office from "../../office/index.ts";
import { memberStatuses, type MemberStatus } from "../../people/index.ts";
import { isCaseKind } from "../../cases/index.ts";
import type { ApiCall, ApiRoute } from "./api-route.ts";
import { activityRoutes } from "./activity-routes.ts";
import { broadcastRoutes } from "./broadcast-routes.ts";
import { limitOf, numberOf, page, revision, revisionOf } from "./paging.ts";
import { caseView, clubView, dialogueView, personView, questionView, unitView } from "./views.ts";

const people: ApiRoute[] = [
  {
    method: "get", path: "/people", name: "listPeople", tag: "People", right: "people.read", summary: "People of your units, by given name; or found by name, phone or member code.",
    query: { ...page, q: "Words of a name with or without diacritics, a phone number or its last digits, a member code. Found people come best first, without a cursor.", branch: "Id of a branch.", standing: "youth or member.", status: `One of ${memberStatuses.join(", ")}.`, tag: "A tag." },
    async handle(call) {
      const { desk, query } = call;
      const { people: found, next } = await office.listPeople(desk, {
        limit: limitOf(call), ...(query["cursor"] ? { cursor: query["cursor"] } : {}), ...(query["q"] ? { text: query["q"].slice(0, 100) } : {}), ...(query["branch"] ? { branch: query["branch"] } : {}), ...(query["tag"] ? { tag: query["tag"] } : {}),
        ...(query["standing"] === "youth" || query["standing"] === "member" ? { standing: query["standing"] } : {}), ...((memberStatuses as readonly string[]).includes(query["status"] ?? "") ? { status: query["status"] as MemberStatus } : {}),
      });
      return { body: { data: found.map(personView), ...(next ? { next } : {}) } };
    },
  },
  { method: "post", path: "/people", name: "createPerson", tag: "People", right: "people.write", summary: "Adds somebody. 409 when the commune has somebody of the same name and birth date or phone; `anyway=1` for two who really are two.", query: { anyway: "1: add although there is somebody alike." }, input: office.newPersonInput, handle: async ({ desk, body, query }) => ({ status: 201, body: personView(await office.createPerson(desk, body, { anyway: query["anyway"] === "1" })) }) },
  { method: "get", path: "/people/:id", name: "readPerson", tag: "People", right: "people.read", summary: "One person. The look is written down.", handle: async ({ desk, params }) => ({ body: personView(await office.readPerson(desk, params["id"]!)) }) },
  { method: "patch", path: "/people/:id", name: "updatePerson", tag: "People", right: "people.write", summary: "Changes fields; null takes one away.", query: revision, input: office.personChangesInput, handle: async (call) => ({ body: personView(await office.updatePerson(call.desk, call.params["id"]!, call.body, revisionOf(call))) }) },
  { method: "delete", path: "/people/:id", name: "deletePerson", tag: "People", right: "people.delete", summary: "Deletes somebody everywhere, with their chats unless `chats=0`.", query: { chats: "0: keep the conversations." }, handle: async ({ desk, params, query }) => (await office.deletePerson(desk, params["id"]!, { chats: query["chats"] !== "0" }), { status: 204 }) },
  { method: "post", path: "/people/:id/status", name: "setPersonStatus", tag: "People", right: "people.write", summary: "A new status with its date and decision.", input: office.statusInput, handle: async ({ desk, params, body }) => ({ body: personView(await office.setPersonStatus(desk, params["id"]!, body)) }) },
  { method: "post", path: "/people/:id/trainings", name: "addTraining", tag: "People", right: "people.write", summary: "Adds a training or degree.", input: office.trainingInput, handle: async ({ desk, params, body }) => ({ status: 201, body: personView(await office.addTraining(desk, params["id"]!, body)) }) },
  { method: "get", path: "/people/:id/dues", name: "listDues", tag: "People", right: "people.read", summary: "Months somebody paid for.", handle: async ({ desk, params }) => ({ body: { data: await office.duesOf(desk, params["id"]!) } }) },
  { method: "post", path: "/people/:id/dues", name: "recordDues", tag: "People", right: "people.write", summary: "Writes paid months down; a month twice is one.", input: office.duesInput, handle: async ({ desk, params, body }) => ({ status: 201, body: { recorded: await office.recordDuesInput(desk, params["id"]!, body) } }) },
  { method: "get", path: "/people/:id/timeline", name: "readTimeline", tag: "People", right: "people.read", summary: "What happened with somebody, over all channels, newest first.", handle: async ({ desk, params }) => ({ body: { data: await office.timelineOf(desk, await office.readPerson(desk, params["id"]!)) } }) },
];

const units: ApiRoute[] = [
  { method: "get", path: "/units", name: "listUnits", tag: "Units", right: "units.read", summary: "The units you may see.", handle: async ({ desk }) => ({ body: { data: office.listUnits(desk).map(unitView) } }) },
  { method: "post", path: "/units", name: "createUnit", tag: "Units", right: "units.write", summary: "Founds a unit.", input: office.newUnitInput, handle: async ({ desk, body }) => ({ status: 201, body: unitView(await office.createUnit(desk, body)) }) },
  { method: "post", path: "/units/merge", name: "mergeUnits", tag: "Units", right: "units.write", summary: "Makes several units one; people, cases and old names go over.", input: office.mergeInput, handle: async ({ desk, body }) => ({ status: 201, body: unitView(await office.mergeUnits(desk, body)) }) },
  { method: "get", path: "/units/:id", name: "readUnit", tag: "Units", right: "units.read", summary: "One unit.", handle: async ({ desk, params }) => ({ body: unitView(office.readUnit(desk, params["id"]!)) }) },
  { method: "patch", path: "/units/:id", name: "renameUnit", tag: "Units", right: "units.write", summary: "A new name; the old one stays findable.", input: office.renameInput, handle: async ({ desk, params, body }) => ({ body: unitView(await office.renameUnit(desk, params["id"]!, body)) }) },
  { method: "post", path: "/units/:id/split", name: "splitUnit", tag: "Units", right: "units.write", summary: "Makes one branch several; its people stay in the first until moved.", input: office.splitInput, handle: async ({ desk, params, body }) => ({ status: 201, body: { data: (await office.splitUnit(desk, params["id"]!, body)).map(unitView) } }) },
  { method: "post", path: "/units/:id/dissolve", name: "dissolveUnit", tag: "Units", right: "units.write", summary: "Ends a unit nobody belongs to.", handle: async ({ desk, params }) => ({ body: unitView(await office.dissolveUnit(desk, params["id"]!)) }) },
  { method: "post", path: "/units/:id/posts", name: "givePost", tag: "Units", right: "units.write", summary: "Gives somebody a post.", input: office.postInput, handle: async ({ desk, params, body }) => ({ status: 201, body: await office.givePost(desk, params["id"]!, body) }) },
];

const clubs: ApiRoute[] = [
  { method: "get", path: "/clubs", name: "listClubs", tag: "Clubs", right: "clubs.read", summary: "Clubs of your communes with members and waiting requests.", query: { ...page, kind: "One kind only.", inactive: "1: only those without an entry in their log for three months." }, handle: listClubs },
  { method: "post", path: "/clubs", name: "createClub", tag: "Clubs", right: "clubs.write", summary: "Founds a club.", input: office.newClubInput, handle: async ({ desk, body }) => ({ status: 201, body: clubView(await office.createClub(desk, body)) }) },
  { method: "get", path: "/clubs/:id", name: "readClub", tag: "Clubs", right: "clubs.read", summary: "One club.", handle: async ({ desk, params }) => ({ body: clubView(await office.readClub(desk, params["id"]!)) }) },
  { method: "patch", path: "/clubs/:id", name: "updateClub", tag: "Clubs", right: "clubs.write", summary: "Changes a club.", query: revision, input: office.clubChangesInput, handle: async (call) => ({ body: clubView(await office.updateClub(call.desk, call.params["id"]!, call.body, revisionOf(call))) }) },
  { method: "delete", path: "/clubs/:id", name: "dissolveClub", tag: "Clubs", right: "clubs.write", summary: "Dissolves a club.", handle: async ({ desk, params }) => (await office.dissolveClub(desk, params["id"]!), { status: 204 }) },
  { method: "get", path: "/clubs/:id/members", name: "listClubMembers", tag: "Clubs", right: "clubs.approve", summary: "A club's members.", query: page, handle: (call) => clubPeople(call, "active") },
  { method: "get", path: "/clubs/:id/requests", name: "listClubRequests", tag: "Clubs", right: "clubs.approve", summary: "Who waits to be let in.", query: page, handle: (call) => clubPeople(call, "requested") },
  { method: "post", path: "/clubs/:id/requests", name: "answerClubRequest", tag: "Clubs", right: "clubs.approve", summary: "Lets somebody in, or not; they hear of it in chat. The first answer counts.", input: office.requestAnswerInput, handle: async ({ desk, params, body }) => (await office.answerRequestInput(desk, params["id"]!, body), { status: 204 }) },
  { method: "get", path: "/clubs/:id/activities", name: "listClubActivities", tag: "Clubs", right: "clubs.read", summary: "A club's log.", handle: async ({ desk, params }) => ({ body: { data: await office.clubActivities(desk, params["id"]!) } }) },
  { method: "post", path: "/clubs/:id/activities", name: "addClubActivity", tag: "Clubs", right: "clubs.approve", summary: "Writes into the log.", input: office.activityInput, handle: async ({ desk, params, body }) => ({ status: 201, body: await office.addClubActivity(desk, params["id"]!, body) }) },
];

async function listClubs(call: ApiCall) {
  const { desk, query } = call;
  const [from, limit] = [numberOf(query["cursor"]) ?? 0, limitOf(call)];
  const found = await office.listClubs(desk, { ...(query["kind"] ? { kind: query["kind"] } : {}), inactive: query["inactive"] === "1", from, limit });
  return { body: { data: found.map(clubView), ...(found.length === limit ? { next: String(from + limit) } : {}) } };
}

async function clubPeople(call: ApiCall, state: "active" | "requested") {
  const limit = limitOf(call);
  const found = await office.clubPeople(call.desk, call.params["id"]!, state, { after: call.query["cursor"] ?? "", limit });
  return { body: { data: found.map(({ contact, code, name, joinedAt, motivation }) => ({ contact, code, name, joinedAt, motivation })), ...(found.length === limit ? { next: found.at(-1)!.contact } : {}) } };
}

const cases: ApiRoute[] = [
  {
    method: "get", path: "/cases", name: "listCases", tag: "Cases", right: "cases.read", summary: "Membership cases of your units, the most pressing first.", query: { ...page, kind: "One kind only.", closed: "1: closed ones.", late: "1: only late ones." },
    async handle(call) {
      const { query } = call;
      const { cases: found, next } = await office.listCases(call.desk, { limit: limitOf(call), closed: query["closed"] === "1", late: query["late"] === "1", ...(isCaseKind(query["kind"] ?? "") ? { kind: query["kind"] as never } : {}), ...(query["cursor"] ? { after: query["cursor"] } : {}) });
      return { body: { data: found.map(caseView), ...(next === undefined ? {} : { next }) } };
    },
  },
  { method: "post", path: "/cases", name: "openCase", tag: "Cases", right: "cases.advance", summary: "Opens a case for somebody of the register, or for somebody new.", input: office.newCaseInput, handle: async ({ desk, body }) => ({ status: 201, body: caseView(await office.openCase(desk, body)) }) },
  { method: "get", path: "/cases/:id", name: "readCase", tag: "Cases", right: "cases.read", summary: "One case.", handle: async ({ desk, params }) => ({ body: caseView(await office.readCase(desk, params["id"]!)) }) },
  { method: "post", path: "/cases/:id/steps", name: "advanceCase", tag: "Cases", right: "cases.advance", summary: "Takes a step; the person hears of it in chat.", query: revision, input: office.caseMoveInput, handle: async (call) => ({ body: caseView(await office.advanceCase(call.desk, call.params["id"]!, call.body, revisionOf(call))) }) },
];

const talks: ApiRoute[] = [
  { method: "get", path: "/dialogues", name: "listDialogues", tag: "Dialogues", right: "dialogues.read", summary: "Dialogues of your communes.", handle: async ({ desk }) => ({ body: { data: (await office.listDialogues(desk)).map(dialogueView) } }) },
  { method: "get", path: "/dialogues/:id", name: "readDialogue", tag: "Dialogues", right: "dialogues.read", summary: "One dialogue.", handle: async ({ desk, params }) => ({ body: dialogueView(await office.readDialogue(desk, params["id"]!)) }) },
  {
    method: "get", path: "/questions", name: "listQuestions", tag: "Questions", right: "questions.read", summary: "Questions of your communes, newest first. Never who asked.", query: { ...page, state: "One state only." },
    async handle(call) {
      const limit = limitOf(call);
      const before = numberOf(call.query["cursor"]);
      const found = await office.listQuestions(call.desk, { limit, ...(call.query["state"] ? { state: call.query["state"] } : {}), ...(before === undefined ? {} : { before }) });
      return { body: { data: found.map(questionView), ...(found.length === limit ? { next: String(found.at(-1)!.askedAt) } : {}) } };
    },
  },
  { method: "get", path: "/questions/:id", name: "readQuestion", tag: "Questions", right: "questions.read", summary: "One question.", handle: async ({ desk, params }) => ({ body: questionView(await office.readQuestion(desk, params["id"]!)) }) },
  { method: "post", path: "/questions/:id/answer", name: "answerQuestion", tag: "Questions", right: "questions.answer", summary: "Answers a question; everybody who asked it hears of it.", input: office.answerQuestionInput, handle: async ({ desk, params, body }) => ({ body: questionView(await office.answerOwnQuestion(desk, params["id"]!, body)) }) },
];

const privacy: ApiRoute[] = [
  { method: "get", path: "/data-requests", name: "listDataRequests", tag: "Data requests", right: "privacy.read", summary: "Requests people made about their data, with the law's dates.", query: { closed: "1: the log of closed ones." }, handle: async ({ desk, query }) => ({ body: { data: await office.listRequests(desk, { closed: query["closed"] === "1" }) } }) },
  { method: "post", path: "/data-requests", name: "openDataRequest", tag: "Data requests", right: "privacy.answer", summary: "A request that came on paper.", input: office.newRequestInput, handle: async ({ desk, body }) => ({ status: 201, body: await office.openRequest(desk, body) }) },
  { method: "post", path: "/data-requests/:id/close", name: "closeDataRequest", tag: "Data requests", right: "privacy.answer", summary: "Ends a request; `done` of a deletion deletes everywhere.", input: office.answerInput, handle: async ({ desk, params, body }) => (await office.closeRequest(desk, params["id"]!, body), { status: 204 }) },
];

/** Every operation of /api/v1. */
export const apiRoutes: readonly ApiRoute[] = [...people, ...units, ...clubs, ...cases, ...talks, ...activityRoutes, ...broadcastRoutes, ...privacy];
