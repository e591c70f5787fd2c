import { attendanceOf, type Activity } from "../../activities/index.ts";
import type { ContactId } from "../../core/contact-id.ts";
import { isBranch } from "../../units/index.ts";
import type { Desk } from "../desk.ts";
import { listPeople } from "../people.ts";
import { isOwnPerson, ownContacts } from "./own-people.ts";
import { readShared } from "./read-activities.ts";
import { beingsOf } from "./beings.ts";

/** Somebody who may be ticked: of the register, or with `contact` a member of the club. `registered`: holds a seat or a waiting place. */
export type Tick = { person?: string; contact?: ContactId; name: string; birth?: string; chat: boolean; there: boolean; registered: boolean };

/**
 * People to tick, whether or not they registered: of the branch it is of, else of its commune; where words are searched, of the whole
 * commune. Who holds no register, a club's leader, gets the members of the club. A partner gets the same of its own unit, and its own
 * people alone. The look is written down.
 */
export async function tickList(desk: Desk, id: string, { text = "", cursor, limit = 50 }: { text?: string; cursor?: string; limit?: number } = {}): Promise<{ ticks: Tick[]; next?: string }> {
  const { activity, whole } = await readShared(desk, id);
  await desk.audit("activity.people", { subject: { kind: "activity", id }, commune: activity.commune, look: true });
  const register = desk.can("people.read");
  const { people: listed, next } = register ? await listPeople(desk, { ...placeOf(desk, activity, whole, text), status: "active", text, limit, ...(cursor ? { cursor } : {}) }) : { people: [], next: undefined };
  const people = whole ? listed : listed.filter((one) => isOwnPerson(desk, one));
  const all = register || !activity.club ? [] : (await desk.ports.clubs.memberships.find({ club: activity.club, state: "active" }, { contact: 1 }).limit(500).lean<{ contact: ContactId }[]>()).map((one) => one.contact);
  const own = whole ? undefined : await ownContacts(desk, all);
  const members = own ? all.filter((one) => own.has(one)) : all;
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

/** Where its people are filed: in the host's unit or, for a partner, in their own. Who holds several of the partners gets the people of all. */
function placeOf(desk: Desk, { commune, units }: Activity, whole: boolean, text: string): { commune?: string; branch?: string } {
  const scope = desk.scope("activities.write");
  const [unit, another] = whole ? units.slice(0, 1) : units.filter((one) => scope.units.has(one));
  if (another !== undefined) return {};
  const branch = !text && unit !== undefined && isBranch(desk.tree.all.get(unit)?.kind ?? "commune-union") ? unit : undefined;
  return { commune: whole || unit === undefined ? commune : desk.tree.communeOf(unit), ...(branch ? { branch } : {}) };
}
