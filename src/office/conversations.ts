import type { Broadcast } from "../broadcasts/index.ts";
import { closeHandover, noticeReplies, takeHandover, waitingHandovers, type Handover } from "../handovers/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { LoggedTurn } from "../storage/message-log.ts";
import { reaches, withinCommune } from "../staff/index.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

/** The notice somebody wrote after, as far as it is told. */
export type RepliedTo = Pick<Broadcast, "_id" | "kind" | "content">;
export type WaitingPerson = Handover & { name: string; notice?: RepliedTo };

/** Who waits for a person of staff, the urgent first. */
export async function waitingPeople(desk: Desk): Promise<WaitingPerson[]> {
  const scope = desk.scope("conversations.read");
  const waiting = (await waitingHandovers(desk.ports.handovers, 200, withinCommune(scope))).filter((one) => scope.all || reaches(scope, { commune: one.commune }));
  return named(desk, waiting);
}

/** What people wrote after notices, the newest first, whether the bot answered it or staff have to. `broadcast`: after that one. */
export async function repliesToNotices(desk: Desk, { broadcast, before, limit = 50 }: { broadcast?: string; before?: number; limit?: number } = {}): Promise<WaitingPerson[]> {
  return named(desk, await noticeReplies(desk.ports.handovers, withinCommune(desk.scope("conversations.read")), { broadcast, before, limit }));
}

/** What was said lately in a conversation that was handed over; the look is written down. */
export async function readConversation(desk: Desk, ref: string): Promise<{ handover: WaitingPerson; turns: LoggedTurn[] }> {
  const handover = await inReach(desk, ref, "conversations.read");
  await desk.audit("conversation.read", { subject: { kind: "case", id: handover.ref }, commune: handover.commune, look: true });
  const [known] = await named(desk, [handover]);
  return { handover: known!, turns: (await desk.ports.log.of(handover.contact, 1000)).slice(-30) };
}

/** With the names people gave and the notices they wrote after. */
async function named(desk: Desk, all: readonly Handover[]): Promise<WaitingPerson[]> {
  const ids = [...new Set(all.flatMap((one) => one.broadcast ?? []))];
  const [names, notices] = await Promise.all([
    desk.ports.contacts.namesOf(all.map((one) => one.contact)),
    ids.length > 0 ? desk.ports.broadcasts.broadcasts.find({ _id: { $in: ids } }, { kind: 1, content: 1 }).lean<RepliedTo[]>() : [],
  ]);
  return all.map((one) => {
    const notice = notices.find(({ _id }) => _id === one.broadcast);
    return { ...one, name: names.get(one.contact) ?? "", ...(notice ? { notice } : {}) };
  });
}

/** A word from staff. Who waited does not wait any more. */
export async function answerConversation(desk: Desk, ref: string, words: string): Promise<void> {
  const handover = await inReach(desk, ref, "conversations.answer");
  const text = words.normalize("NFC").trim().slice(0, 2000);
  if (text === "") throw new OfficeError(422, "fields-wrong", { fields: { text: "field-missing" } });
  if (!(await desk.ports.say({ id: `answer|${ref}|${desk.now}`, contact: handover.contact, text }))) throw notFound();
  await takeHandover(desk.ports.handovers, handover.contact, desk.now);
  await desk.audit("conversation.answered", { subject: { kind: "case", id: handover.ref }, commune: handover.commune });
  await desk.ports.announce("conversations", handover.commune);
}

export async function closeConversation(desk: Desk, ref: string): Promise<void> {
  const handover = await inReach(desk, ref, "conversations.answer");
  await closeHandover(desk.ports.handovers, ref);
  await desk.audit("conversation.closed", { subject: { kind: "case", id: handover.ref }, commune: handover.commune });
  await desk.ports.announce("conversations", handover.commune);
}

async function inReach(desk: Desk, ref: string, right: "conversations.read" | "conversations.answer"): Promise<Handover & { contact: ContactId }> {
  const handover = await desk.ports.handovers.handovers.findOne({ ref }).sort({ requestedAt: -1 }).lean<Handover>();
  if (!handover || !reaches(desk.scope(right), { commune: handover.commune })) throw notFound();
  return handover;
}
