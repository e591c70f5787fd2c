import { audienceRoles, type AudienceCriteria, type AudienceQuery, type Gatherer } from "../../../broadcasts/index.ts";
import type { Club } from "../../../clubs/index.ts";
import { channelNames } from "../../../core/channel-name.ts";
import { audienceTags, listActivities, listClubs, listDialogues, listQuestions, OfficeError, readActivity, readDialogue } from "../../../office/index.ts";
import { questionTopics, topicName } from "../../../questions/index.ts";
import { ageBands } from "../../../storage/contact.ts";
import type { Option } from "../form.tsx";
import type { StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";
import { branchOptions } from "../units-select.ts";

/** Criteria that are lists of ticks. */
export const tickable = ["units", "clubs", "roles", "ageBands", "topics", "questions", "tags", "channels"] as const satisfies (keyof AudienceCriteria)[];
export type Tickable = (typeof tickable)[number];

/** What can be ticked, as the one at the desk may choose it. */
export type AudienceChoices = Record<Tickable, Option[]> & { dialogues: Option[]; activities: Option[] };

/** Who of a gathering's people can be meant. Who came to a dialogue is written down nowhere. */
export const whos: readonly Gatherer[] = ["registered", "seated", "waiting", "attended", "interested"];

const recentMs = 60 * 86_400_000;
const [mostQuestions, questionCharacters] = [30, 60];

export async function audienceChoices(visit: StaffVisit): Promise<AudienceChoices> {
  const { desk, now, text, locale } = visit;
  const clubs = desk.can("clubs.read") ? await listClubs(desk) : [];
  const dialogues = desk.can("dialogues.read") ? await listDialogues(desk) : [];
  const activities = desk.can("activities.read") ? [...(await listActivities(desk)).activities, ...(await listActivities(desk, { list: "past", limit: 20 })).activities] : [];
  const questions = desk.can("questions.read") ? await listQuestions(desk, { limit: mostQuestions }) : [];
  const worded = (values: readonly string[], name: string): Option[] => values.map((value) => ({ value, label: text(`broadcasts:${name}-${value}`) }));
  return {
    units: branchOptions(desk, "broadcasts.write"),
    clubs: clubs.filter((club: Club) => club.state !== "dissolved").map(({ _id, name }) => ({ value: _id, label: name })),
    roles: worded(audienceRoles, "role"),
    ageBands: worded(ageBands, "age"),
    channels: worded(channelNames, "channel"),
    topics: questionTopics().map((value) => ({ value, label: topicName(value, locale) ?? value })),
    questions: questions.map(({ _id, text: asked }) => ({ value: _id, label: `${_id} ${[...asked].slice(0, questionCharacters).join("")}` })),
    tags: (await audienceTags(desk)).map((value) => ({ value, label: value })),
    dialogues: dialogues.filter((one) => one.startsAt > now - recentMs).map(({ _id, title, startsAt }) => ({ value: _id, label: `${title} (${showDate(visit, startsAt)})` })),
    activities: activities.map(({ _id, title, startsAt }) => ({ value: _id, label: `${title} (${showDate(visit, startsAt)})` })),
  };
}

/** The choices with gatherings an audience names that are too old to be offered: begun from their page, they are ticked all the same. */
export async function alsoOffering(visit: StaffVisit, choices: AudienceChoices, { activities = [], dialogues = [], except }: AudienceQuery): Promise<AudienceChoices> {
  const { desk } = visit;
  const missing = (named: readonly { id: string }[], options: readonly Option[]) => [...new Set(named.map((one) => one.id))].filter((id) => !options.some((option) => option.value === id));
  const option = ({ _id, title, startsAt }: { _id: string; title: string; startsAt: number }): Option => ({ value: _id, label: `${title} (${showDate(visit, startsAt)})` });
  const own = async (read: Promise<Parameters<typeof option>[0]>): Promise<Option[]> => read.then((one) => [option(one)], (error: unknown) => {
    if (error instanceof OfficeError) return [];
    throw error;
  });
  const old = { activities: missing([...activities, ...(except?.activities ?? [])], choices.activities), dialogues: missing([...dialogues, ...(except?.dialogues ?? [])], choices.dialogues) };
  return {
    ...choices,
    activities: [...choices.activities, ...(await Promise.all(old.activities.map((id) => own(readActivity(desk, id))))).flat()],
    dialogues: [...choices.dialogues, ...(await Promise.all(old.dialogues.map((id) => own(readDialogue(desk, id))))).flat()],
  };
}
