import { attendanceOf } from "../../activities/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import { isBranch } from "../../units/index.ts";
import type { Desk } from "../desk.ts";
import { listPeople } from "../people.ts";
import { readActivity } from "./read-activities.ts";
import { beingsOf } from "./beings.ts";

/** Somebody who may be ticked: of the register, or with `contact` a member of the club. `registered`: holds a seat or a waiting place. */
export type Tick = { person?: string; contact?: ContactId; name: string; birth?: string; chat: boolean; there: boolean; registered: boolean };

/**
 * People to tick, whether or not they registered: of the branch it is of, else of its commune; where words are searched, of the whole
 * commune. Who holds no register, a club's leader, gets the members of the club. The look is written down.
 */
export async function tickList(desk: Desk, id: string, { text = "", cursor, limit = 50 }: { text?: string; cursor?: string; limit?: number } = {}): Promise<{ ticks: Tick[]; next?: string }> {
  const activity = await readActivity(desk, id, "activities.write");
  await desk.audit("activity.people", { subject: { kind: "activity", id }, commune: activity.commune, look: true });
  const own = activity.units[0];
  const branch = !text && own !== undefined && isBranch(desk.tree.all.get(own)?.kind ?? "commune-union") ? own : undefined;
  const register = desk.can("people.read");
  const { people, next } = register ? await listPeople(desk, { commune: activity.commune, ...(branch ? { branch } : {}), status: "active", text, limit, ...(cursor ? { cursor } : {}) }) : { people: [], next: undefined };
  const members = register || !activity.club ? [] : (await desk.ports.clubs.memberships.find({ club: activity.club, state: "active" }, { contact: 1 }).limit(500).lean<{ contact: ContactId }[]>()).map((one) => one.contact);
  const names = await desk.ports.contacts.namesOf(members);
  const known = [
    ...people.map(({ _id: person, name, birth, contacts }) => ({ person, name, ...(birth ? { birth } : {}), chat: contacts.length > 0, key: person })),
    ...members.map((contact) => ({ contact, name: names.get(contact) ?? "", chat: true, key: contact })),
  ];
  const beings = await beingsOf(desk.ports, members, people.map((one) => one._id));
  const there = new Set((await attendanceOf(desk.ports.activities, id)).flatMap((one) => [one.contact, one.person]));
  const contacts = known.flatMap((one) => beings(one.key)).map((one) => `${id}|${one}`);
  const registered = new Set((await desk.ports.activities.seats.registrations.find({ _id: { $in: contacts }, state: { $ne: "cancelled" } } as Record<string, unknown>, { contact: 1 }).lean<{ contact: ContactId }[]>()).map((one) => one.contact));
  const ticks = known.map(({ key, ...one }): Tick => ({ ...one, there: beings(key).some((same) => there.has(same)), registered: beings(key).some((same) => registered.has(same)) }));
  return { ticks, ...(next ? { next } : {}) };
}
