import { keptAbout } from "../../../activities/index.ts";
import { closeDeletionRequest } from "../../../consent/index.ts";
import { kinOf } from "../../../identities/index.ts";
import { consentsOf, duesOf, notFound, OfficeError, readRequest, timelineOf } from "../../../office/index.ts";
import { casesOfPerson } from "../../../cases/index.ts";
import { postsOf } from "../../../units/index.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";

/** Everything kept about somebody as a file for them (JSON, readable by programs and people). */
export async function copyForPerson(visit: StaffVisit): Promise<Reply> {
  const { desk } = visit;
  const { record, ref } = await readRequest(desk, visit.params["id"]!);
  if (!record) throw notFound();
  const { keys: _keys, sortKey: _sort, revision: _revision, importId: _import, ...person } = record;
  const copy = {
    person, dues: await duesOf(desk, record._id), posts: await postsOf(desk.ports.units, { person: record._id }), cases: await casesOfPerson(desk.ports.cases, record._id),
    activities: await keptAbout(desk.ports.activities, [...new Set([...record.contacts, ...[...(await kinOf(desk.ports.identities, record.contacts)).values()].flat()])], [record._id]),
    consents: await consentsOf(desk, record), timeline: await timelineOf(desk, record),
  };
  await desk.audit("request.copied", { subject: { kind: "person", id: record._id }, commune: record.commune, look: true });
  return { file: Buffer.from(JSON.stringify(copy, null, 2)), name: `${ref}.json`, type: "application/json; charset=utf-8" };
}

/** Somebody saw to a wish a platform handed on. Only for owners: it names no commune. */
export async function platformDone({ desk, params, form, now }: StaffVisit): Promise<Reply> {
  if (!desk.scope("privacy.answer").all) throw new OfficeError(403, "not-allowed");
  if (!(await closeDeletionRequest(desk.ports.deletionRequests, params["code"]!, field(form, "outcome") === "refused" ? "refused" : "done", now))) throw notFound();
  await desk.audit("request.platform", { subject: { kind: "request", id: params["code"]! } });
  return { to: "/console/privacy", said: "privacy:closed" };
}
