import { reaches, scopeOf, type StaffMember } from "../../staff/index.ts";
import type { ApiToken } from "../../tokens/index.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { changed } from "./drafts.ts";
import { readOwn } from "./place.ts";

/** Shows a draft in one's own linked chat, as a reader would see it; a program's in that of who made its token. 409: no chat is linked, or it takes nothing now. */
export async function testNotice(desk: Desk, id: string): Promise<void> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const { ports, actor } = desk;
  const who = actor.kind === "token" ? (await ports.tokens.tokens.findById(actor.id).lean<ApiToken>())?.createdBy : actor.id;
  const own = who === undefined ? null : await ports.staff.members.findOne({ _id: who, state: "active" }).lean<StaffMember>();
  const outcome = own?.contact ? await ports.notices.show(draft, { contact: own.contact, id: `test|${id}|${desk.now}`, key: "notice:test" }) : "no-contact";
  if (outcome !== "shown") throw new OfficeError(409, outcome === "out-of-reach" ? "own-chat-closed" : "no-own-chat");
  await changed(desk, "broadcast.tested", draft);
}

/** `missed`: names of those who linked a chat that takes nothing now, so that somebody tells them. */
export type Rehearsed = { people: number; missed: string[] };

/** Shows a draft to everybody of staff who sees this place's notices and linked a chat. */
export async function rehearseNotice(desk: Desk, id: string): Promise<Rehearsed> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const linked = await desk.ports.staff.members.find({ contact: { $gt: "" }, state: "active" }).lean<StaffMember[]>();
  const committee = linked.filter(({ grants }) => {
    const scope = scopeOf(grants, "broadcasts.read", desk.tree);
    return scope && reaches(scope, { commune: draft.commune, branch: draft.branch, club: draft.club });
  });
  const missed: string[] = [];
  let people = 0;
  for (const { contact, name } of committee) {
    const outcome = await desk.ports.notices.show(draft, { contact: contact!, id: `rehearsal|${id}|${draft.version}|${contact}`, key: "notice:rehearsal" });
    if (outcome === "shown") people++;
    else if (outcome === "out-of-reach") missed.push(name);
  }
  if (people === 0) throw missed.length > 0 ? new OfficeError(409, "committee-out-of-reach", { params: { names: missed.join(", ") } }) : new OfficeError(409, "no-committee-chat");
  // Only of the words that were shown.
  await desk.ports.broadcasts.broadcasts.updateOne({ _id: id, version: draft.version }, { $set: { rehearsed: { at: desk.now, people } } });
  await changed(desk, "broadcast.rehearsed", draft, { count: people });
  return { people, missed };
}
