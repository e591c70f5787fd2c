import { attendedAmong, attendedContacts, interestedAmong as interestedInActivity, interestedContacts as contactsInterestedInActivity, registeredAmongActivity, registeredForActivity } from "../activities/index.ts";
import { interestedAmong, interestedContacts, toldAmong, toldContacts, type AudiencePorts, type AudienceRole, type PeopleList, type Registered } from "../broadcasts/index.ts";
import { clubAmong, clubContacts } from "../clubs/index.ts";
import { registeredAmong, registeredContacts } from "../dialogues/index.ts";
import { createFamilies } from "../office/index.ts";
import { owingAmong, owingContacts, peopleWithoutChat, type PersonBrief } from "../people/index.ts";
import { askedAbout, askersAmong, askersOf } from "../questions/index.ts";
import type { Contacts } from "../storage/contacts.ts";
import { accountOf } from "../storage/lanes/lanes.ts";
import { postsHeldBy, unitTree, type PostTitle } from "../units/index.ts";
import type { Rooms } from "./rooms.ts";

/** Which posts make somebody what audiences call a role. */
const rolesOfPost: Partial<Record<PostTitle, AudienceRole>> = {
  "branch-secretary": "branch-secretary", "branch-deputy": "branch-secretary", secretary: "committee", "deputy-secretary": "committee", "standing-committee": "committee", committee: "committee", "club-leader": "club-leader",
};

/** Where audiences find their people: every room's lists, the register, the accounts. */
export function createAudiencePorts(rooms: Rooms, contacts: Contacts, accounts: { entry(id: string): { unit: string } | undefined }): AudiencePorts {
  const families = createFamilies(rooms);
  return {
    contactsPage: (after, limit) => contacts.page(after, limit),
    contactsOf: (ids) => contacts.reachabilityOf([...ids]),
    listed: (list, after, limit) => listed(rooms, list, after, limit),
    among: (list, ids) => among(rooms, list, ids),
    askedAbout: (topics, ids) => askedAbout(rooms.questions, topics, ids),
    owingContacts: (of, after, limit) => owingContacts(rooms.people, of, after, limit),
    owing: (people, of) => owingAmong(rooms.people, people, of),
    withoutChat: async (communes, after, limit) => (await peopleWithoutChat(rooms.people, communes, after, limit)).map(registeredFrom),
    async rolesOf(people) {
      const roles = new Map<string, Set<AudienceRole>>();
      for (const { person, title } of await postsHeldBy(rooms.units, people)) {
        const role = rolesOfPost[title];
        if (role) roles.set(person, (roles.get(person) ?? new Set()).add(role));
      }
      return roles;
    },
    async families(ids) {
      const { kin, records } = await families(ids);
      return { kin, records: records.map(registeredFrom) };
    },
    accountUnit: (contact) => accounts.entry(accountOf(contact))?.unit,
    tree: () => unitTree(rooms.units),
  };
}

const states = { registered: ["seated", "waiting"], seated: ["seated"], waiting: ["waiting"] } as const;

async function listed(rooms: Rooms, list: PeopleList, after: string, limit: number): Promise<string[]> {
  if (list.kind === "clubs") return clubContacts(rooms.clubs, list.id, after, limit);
  if (list.kind === "questions") return askersOf(rooms.questions, list.id, after, limit);
  if ("who" in list && list.who === "told") return toldContacts(rooms.broadcasts, toldOf(list), after, limit);
  if (list.kind === "dialogues" && list.who === "interested") return interestedContacts(rooms.broadcasts, list.id, after, limit, list.before);
  if (list.kind === "dialogues" && list.who in states) return registeredContacts(rooms.dialogues, list.id, after, limit, states[list.who as keyof typeof states], list.before);
  if (list.kind !== "activities") return [];
  if (list.who === "attended") return attendedContacts(rooms.activities, list.id, after, limit);
  if (list.who === "interested") return contactsInterestedInActivity(rooms.activities, list.id, after, limit);
  return registeredForActivity(rooms.activities, list.id, after, limit, states[list.who as keyof typeof states], list.before);
}

async function among(rooms: Rooms, list: PeopleList, contacts: readonly string[]): Promise<ReadonlySet<string>> {
  if (list.kind === "clubs") return clubAmong(rooms.clubs, list.id, contacts);
  if (list.kind === "questions") return askersAmong(rooms.questions, list.id, contacts);
  if ("who" in list && list.who === "told") return toldAmong(rooms.broadcasts, toldOf(list), contacts);
  if (list.kind === "dialogues" && list.who === "interested") return interestedAmong(rooms.broadcasts, list.id, contacts, list.before);
  if (list.kind === "dialogues" && list.who in states) return registeredAmong(rooms.dialogues, list.id, contacts, states[list.who as keyof typeof states], list.before);
  if (list.kind !== "activities") return new Set();
  if (list.who === "attended") return attendedAmong(rooms.activities, list.id, contacts);
  if (list.who === "interested") return interestedInActivity(rooms.activities, list.id, contacts);
  return registeredAmongActivity(rooms.activities, list.id, contacts, states[list.who as keyof typeof states], list.before);
}

function toldOf({ kind, id, before }: Extract<PeopleList, { who: unknown }>): Parameters<typeof toldContacts>[1] {
  return { kind: kind === "activities" ? "activity" : "dialogue", id, ...(before === undefined ? {} : { before }) };
}

function registeredFrom({ _id, name, commune, branch, standing, status, birth, tags, contacts }: PersonBrief): Registered {
  return { id: _id, name, commune, ...(branch ? { branch } : {}), standing, active: status === "active", ...(birth ? { birth } : {}), tags, contacts };
}
