import type { ContactId } from "../../core/contact-id.ts";
import { audiencePage, type AudiencePerson } from "./audience-page.ts";
import type { AudiencePorts, Registered } from "./ports.ts";
import { criteriaOf, type AudienceQuery, type Criterion } from "./query.ts";

/** Somebody who is asked about: their chats, or only their place in the register. */
export type AskedAbout = { contacts: readonly ContactId[]; record?: Registered | undefined };
/** `fails`: the first criterion they do not meet; court: they belong to another commune; together: each alone they do. */
export type Standing = { person: AudiencePerson } | { fails: Criterion | "court" | "together" } | { excepted: Criterion[] };

/** Whether an audience means somebody, and if not by what: asked of the same pages the planner goes through, for this person alone. */
export async function standingIn(ports: AudiencePorts, query: AudienceQuery, asked: AskedAbout, now: number): Promise<Standing> {
  const { except, court, owing, everyone: _everyone, ...criteria } = query;
  const bounds: AudienceQuery = { everyone: true, ...(court ? { court } : {}) };
  const meant = (one: AudienceQuery): Promise<AudiencePerson | undefined> => personIn(ports, { ...bounds, ...one }, asked, now);
  const person = await meant(query);
  if (person) return { person };
  if (!(await meant({}))) return { fails: "court" };
  for (const name of criteriaOf(criteria)) if (!(await meant({ [name]: criteria[name] }))) return { fails: name };
  if (!(await meant({ ...criteria, ...(owing ? { owing } : {}) }))) return { fails: "together" };
  const excepted: Criterion[] = [];
  for (const name of criteriaOf(except ?? {})) if (await meant({ [name]: except![name] })) excepted.push(name);
  return { excepted };
}

/** What the register alone can tell; all else asks for a chat. */
const ofRegister: readonly Criterion[] = ["units", "roles", "ageBands", "tags"];

async function personIn(ports: AudiencePorts, query: AudienceQuery, { contacts, record }: AskedAbout, now: number): Promise<AudiencePerson | undefined> {
  if (contacts.length === 0) {
    if (!record || query.owing || criteriaOf(query).some((name) => !ofRegister.includes(name))) return undefined;
    const alone: AudiencePorts = { ...ports, withoutChat: async (communes, after) => (after < record.id && record.active && (!communes || communes.includes(record.commune)) ? [record] : []) };
    return (await audiencePage(alone, query, { phase: "register", cursor: "" }, 1, now)).people[0];
  }
  const own = query.contacts ? contacts.filter((one) => query.contacts!.includes(one)) : contacts;
  if (own.length === 0) return undefined;
  const ids = [...own].sort((a, b) => (a < b ? -1 : 1));
  const alone: AudiencePorts = { ...ports, owingContacts: async (_of, after) => ids.filter((one) => one > after) };
  return (await audiencePage(alone, { ...query, contacts: ids }, { phase: "contacts", cursor: "" }, ids.length, now)).people[0];
}
