import { keptAbout } from "../../activities/index.ts";
import { interestsOf } from "../../broadcasts/index.ts";
import { casesOfContact } from "../../cases/index.ts";
import { clubsOf } from "../../clubs/index.ts";
import { consentSubject, logSelfService, standingConsents } from "../../consent/index.ts";
import { contactParts, type ContactId } from "../../core/contact-id.ts";
import { dialogueById, dialoguesOf } from "../../dialogues/index.ts";
import { handoversOf } from "../../handovers/index.ts";
import { peopleOfContact, showDay, showPhone, type PersonRecord } from "../../people/index.ts";
import { followedBy, questionsOf } from "../../questions/index.ts";
import { unitById } from "../../units/index.ts";
import type { Effect, EffectContext } from "../effect-contract.ts";
import { communeOf } from "./commune-of.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts, ofAllLinked, otherChannels } from "./linked-contacts.ts";

type Line = [key: string, params: Record<string, unknown>, shown?: unknown];

/** → shown `{summary}`: one line for each kind of thing kept about the person, in their language */
export const myData = (shelf: Shelf): Effect => ({
  name: "my-data",
  outcomes: ["shown"],
  async run(_args, context) {
    await logSelfService(shelf.rooms.requests, { id: shelf.tools.mark(context.key), ref: shelf.tools.code("YC", context.key), kind: "see", commune: await communeOf(shelf, context.contact), via: contactParts(context.contact._id).channel, now: context.now });
    const own = [...(await profileLines(shelf, context)), ...(await roomLines(shelf, context))];
    const lines: Line[] = [...own, ...(own.length === 0 ? [["nothing", {}] as Line] : []), ...(await linkedLines(shelf, context)), ...settingLines(context), ["consent", await consentOf(shelf, context)], ["log", {}]];
    return { outcome: "shown", values: { summary: lines.map((line) => say(line, context)).filter(Boolean).join("\n") } };
  },
});

async function profileLines({ rooms }: Shelf, { contact }: EffectContext): Promise<Line[]> {
  const { name, branch, village, ageBand } = contact.profile;
  const unit = branch ? await unitById(rooms.units, branch) : undefined;
  const all: Line[] = [
    ["name", { name }, name],
    ["branch", { branch: unit?.name ?? branch }, branch],
    ["village", { village }, village],
    ["age-band", { ageBand }, ageBand],
  ];
  return all.filter(([, , shown]) => shown);
}

/** Of all linked channels: what was done on one is theirs on all. */
async function roomLines({ rooms }: Shelf, context: EffectContext): Promise<Line[]> {
  const { now } = context;
  const all = <Thing>(read: (contact: ContactId) => Promise<Thing[]>, keyOf: (thing: Thing) => string): Promise<Thing[]> => ofAllLinked(rooms, context.contact._id, read, keyOf);
  const [clubs, dialogues, questions, followed, handovers, cases, records, reminded] = await Promise.all([
    all((one) => clubsOf(rooms.clubs, one), (one) => one._id),
    all((one) => dialoguesOf(rooms.dialogues, one, now), (one) => one.dialogue._id),
    all((one) => questionsOf(rooms.questions, one), (one) => one._id),
    all((one) => followedBy(rooms.questions, one), (one) => one),
    all((one) => handoversOf(rooms.handovers, one), (one) => one._id),
    all((one) => casesOfContact(rooms.cases, one), (one) => one._id),
    all((one) => peopleOfContact(rooms.people, one), (one) => one._id),
    all((one) => interestsOf(rooms.broadcasts, one), (one) => one),
  ]);
  const activities = await keptAbout(rooms.activities, await linkedContacts(rooms, context.contact._id), records.map((one) => one._id));
  const lines: Line[] = [
    ["clubs", { count: clubs.length, names: clubs.map((one) => one.name).join(", ") }, clubs.length],
    ["dialogues", { count: dialogues.length, names: dialogues.map((one) => one.dialogue.title).join(", ") }, dialogues.length],
    ["reminded", { count: reminded.length, names: (await Promise.all(reminded.map((id) => dialogueById(rooms.dialogues, id)))).map((one, i) => one?.title ?? reminded[i]).join(", ") }, reminded.length],
    ...(["registered", "attended", "rated", "reminded"] as const).map((kind): Line => [`activities-${kind}`, { count: activities[kind].length, names: someOf(activities[kind]) }, activities[kind].length]),
    ["questions", { count: questions.length, codes: questions.map((one) => one._id).join(", ") }, questions.length],
    ["following", { count: followed.length, codes: followed.join(", ") }, followed.length],
    ["handovers", { count: handovers.length, refs: handovers.map((one) => one.ref).join(", ") }, handovers.length],
    ["cases", { count: cases.length, refs: cases.map((one) => one.ref).join(", ") }, cases.length],
    ...records.map((one): Line => ["record", recordParams(one), one._id]),
  ];
  return lines.filter(([, , shown]) => shown);
}

/** Years of activities would not fit into a chat: the latest are named, all are counted. */
function someOf(titles: readonly string[], most = 10): string {
  return [...titles.slice(0, most), ...(titles.length > most ? ["…"] : [])].join(", ");
}

/** What the register keeps, field by field; staff's own note is not the person's to read over somebody's shoulder in a chat, a request gives it. */
function recordParams({ name, birth, phone, email, address, occupation, standing, memberCode, admittedOn }: PersonRecord): Record<string, unknown> {
  const told = [birth && showDay(birth), phone && showPhone(phone), email, address, occupation, memberCode, admittedOn && showDay(admittedOn)].filter(Boolean).join(", ");
  return { name, standing, told };
}

async function linkedLines({ rooms }: Shelf, context: EffectContext): Promise<Line[]> {
  const channels = await otherChannels(rooms, context);
  return channels ? [["linked", { channels }]] : [];
}

function settingLines({ contact, text }: EffectContext): Line[] {
  const kinds = contact.stopped ? [] : (contact.stoppedFor ?? []).map((purpose) => text(`broadcasts:purpose-${purpose}`));
  return [["language", { locale: contact.locale }], ["messages", { stopped: String(contact.stopped) }], ...(kinds.length > 0 ? [["stopped-kinds", { kinds: kinds.join(", ") }] as Line] : [])];
}

async function consentOf({ rooms, tools }: Shelf, { contact }: EffectContext): Promise<Record<string, unknown>> {
  const given = contact.consents["registration"] === true;
  const [latest] = given ? (await standingConsents(rooms.consent, consentSubject(tools.secret, contact._id))).filter((one) => one.purpose === "registration") : [];
  const format = new Intl.DateTimeFormat(contact.locale === "en" ? "en-GB" : "vi-VN", { timeZone: tools.timeZone, day: "2-digit", month: "2-digit", year: "numeric" });
  return { given: String(given), date: latest ? format.format(latest.givenAt) : "" };
}

/** A line the commune's texts do not have is left out rather than shown as a key. */
function say([name, params]: Line, { text }: EffectContext): string {
  const key = `my-data:${name}`;
  const said = text(key, params);
  return said === key ? "" : said;
}
