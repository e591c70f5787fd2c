import { reaches, scopeOf, type StaffMember } from "../../staff/index.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { changed } from "./drafts.ts";
import { readOwn } from "./place.ts";

/** Shows a draft in one's own linked chat, as a reader would see it. 409: no chat is linked. */
export async function testNotice(desk: Desk, id: string): Promise<void> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const own = await desk.ports.staff.members.findById(desk.actor.id).lean<StaffMember>();
  if (!own?.contact || !(await desk.ports.notices.show(draft, { contact: own.contact, id: `test|${id}|${desk.now}`, key: "notice:test" }))) throw new OfficeError(409, "no-own-chat");
  await changed(desk, "broadcast.tested", draft);
}

/** Shows a draft to everybody of staff who sees this place's notices and linked a chat. Returns how many. */
export async function rehearseNotice(desk: Desk, id: string): Promise<number> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const linked = await desk.ports.staff.members.find({ contact: { $gt: "" }, state: "active" }).lean<StaffMember[]>();
  const committee = linked.filter(({ grants }) => {
    const scope = scopeOf(grants, "broadcasts.read", desk.tree);
    return scope && reaches(scope, { commune: draft.commune, branch: draft.branch, club: draft.club });
  });
  let people = 0;
  for (const { contact } of committee) if (await desk.ports.notices.show(draft, { contact: contact!, id: `rehearsal|${id}|${draft.version}|${contact}`, key: "notice:rehearsal" })) people++;
  if (people === 0) throw new OfficeError(409, "no-committee-chat");
  await desk.ports.broadcasts.broadcasts.updateOne({ _id: id }, { $set: { rehearsed: { at: desk.now, people } } });
  await changed(desk, "broadcast.rehearsed", draft, { count: people });
  return people;
}
