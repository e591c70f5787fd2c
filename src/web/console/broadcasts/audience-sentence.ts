import { criteriaOf, type AudienceCriteria, type Broadcast, type Criterion } from "../../../broadcasts/index.ts";
import { topicName } from "../../../questions/index.ts";
import type { StaffVisit } from "../route.ts";

/** An audience as one reads it: "Chi đoàn thôn A hoặc thôn B; trong CLB Tình nguyện; trừ ai đã đăng ký …". */
export async function audienceSentence(visit: StaffVisit, { audience }: Pick<Broadcast, "audience">): Promise<string> {
  const { text } = visit;
  const parts = await Promise.all(criteriaOf(audience).map((name) => criterionSentence(visit, audience, name)));
  const except = audience.except ? await Promise.all(criteriaOf(audience.except).map((name) => criterionSentence(visit, audience.except!, name))) : [];
  const meant = parts.length > 0 ? parts.join("; ") : text("broadcasts:everyone");
  return except.length > 0 ? text("broadcasts:meant-except", { meant, except: except.join("; ") }) : meant;
}

export async function criterionSentence(visit: StaffVisit, criteria: AudienceCriteria, name: Criterion): Promise<string> {
  const { text, locale } = visit;
  const values = await valuesOf(visit, criteria, name);
  return text(`broadcasts:meant-${name}`, { values: new Intl.ListFormat(locale, { type: "disjunction" }).format(values) });
}

async function valuesOf({ desk, text, locale }: StaffVisit, criteria: AudienceCriteria, name: Criterion): Promise<string[]> {
  const { clubs, dialogues } = desk.ports;
  switch (name) {
    case "units":
      return criteria.units!.map((unit) => desk.tree.all.get(unit)?.name ?? unit);
    case "clubs":
      return namesIn(criteria.clubs!, await clubs.clubs.find({ _id: { $in: criteria.clubs! } }, { name: 1 }).lean<{ _id: string; name: string }[]>());
    case "dialogues":
      return gatherings(criteria.dialogues!, await dialogues.dialogues.find({ _id: { $in: criteria.dialogues!.map((one) => one.id) } }, { title: 1 }).lean<Titled[]>(), text);
    case "activities":
      return gatherings(criteria.activities!, await desk.ports.activities.activities.find({ _id: { $in: criteria.activities!.map((one) => one.id) } }, { title: 1 }).lean<Titled[]>(), text);
    case "roles":
      return criteria.roles!.map((role) => text(`broadcasts:role-${role}`));
    case "ageBands":
      return criteria.ageBands!.map((band) => text(`broadcasts:age-${band}`));
    case "channels":
      return criteria.channels!.map((channel) => text(`broadcasts:channel-${channel}`));
    case "topics":
      return criteria.topics!.map((topic) => topicName(topic, locale) ?? topic);
    case "locales":
      return criteria.locales!.map((one) => text(`broadcasts:locale-${one}`));
    case "seenWithinDays":
    case "silentForDays":
      return [String(criteria[name])];
    case "contacts":
      return [String(criteria.contacts!.length)];
    default:
      return [...criteria[name]!];
  }
}

type Titled = { _id: string; title: string };

function gatherings(named: readonly { id: string; who: string }[], found: readonly Titled[], text: StaffVisit["text"]): string[] {
  return named.map(({ id, who }) => `«${found.find((one) => one._id === id)?.title ?? id}» (${text(`broadcasts:who-${who}`)})`);
}

function namesIn(ids: readonly string[], found: readonly { _id: string; name: string }[]): string[] {
  return ids.map((id) => found.find((one) => one._id === id)?.name ?? id);
}
