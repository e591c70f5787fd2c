import { z } from "zod";
import { channelNames } from "../../core/channel-name.ts";
import { ageBands } from "../../storage/contact.ts";

const id = z.string().min(1).max(200);
const ids = z.array(id).min(1).max(500);

/** Who of a gathering's people. told: got a notice of staff with its button; the console does not offer it. */
export const gatherers = ["registered", "seated", "waiting", "attended", "interested", "told"] as const;
export type Gatherer = (typeof gatherers)[number];
/** `before`: only who registered, or whose notice began, before that time, epoch ms. */
const gathering = z.strictObject({ id, who: z.enum(gatherers), before: z.number().optional() });
/** Nobody writes down who came to a dialogue: asked for, it would mean nobody without saying so. */
const dialogue = gathering.refine((one) => one.who !== "attended", { path: ["who"], message: "attended-unknown" });

/** What somebody is, as the register and posts know. */
export const audienceRoles = ["member", "youth", "branch-secretary", "committee", "club-leader"] as const;
export type AudienceRole = (typeof audienceRoles)[number];

const criteria = {
  /** Communes or branches, with everything below them. */
  units: ids.optional(),
  clubs: ids.optional(),
  activities: z.array(gathering).min(1).max(100).optional(),
  dialogues: z.array(dialogue).min(1).max(100).optional(),
  /** Asked or follow one of these questions. */
  questions: ids.optional(),
  /** Asked about one of these topics. */
  topics: ids.optional(),
  roles: z.array(z.enum(audienceRoles)).min(1).optional(),
  ageBands: z.array(z.enum(ageBands)).min(1).optional(),
  tags: z.array(z.string().min(1).max(60)).min(1).max(50).optional(),
  channels: z.array(z.enum(channelNames)).min(1).optional(),
  locales: z.array(z.enum(["vi", "en"])).min(1).optional(),
  /** Wrote within so many days. */
  seenWithinDays: z.number().int().min(1).max(3650).optional(),
  /** Has not written for so many days. */
  silentForDays: z.number().int().min(1).max(3650).optional(),
  contacts: z.array(id).min(1).max(2000).optional(),
};

const fields = z.strictObject({ everyone: z.literal(true).optional(), ...criteria, except: z.strictObject(criteria).optional(), court: z.array(id).optional() });

/**
 * Who is meant: everybody who fits all of the criteria that are named, any of the values of each. `everyone` says in so many
 * words that there is no criterion. `court` is the communes beyond which nobody is meant; not the writer's to choose.
 */
export type AudienceQuery = z.infer<typeof fields> & { /** Members of a commune who paid dues for none of these months. For the service's own reminders: nobody can ask for it. */ owing?: { commune: string; months: string[] } };
export type AudienceCriteria = Omit<AudienceQuery, "everyone" | "except" | "court" | "owing">;
export type Criterion = keyof AudienceCriteria;

export const criterionNames = Object.keys(criteria) as Criterion[];

export function criteriaOf(query: AudienceCriteria): Criterion[] {
  return criterionNames.filter((name) => query[name] !== undefined);
}

export const audienceQuery = fields.refine((query) => query.everyone !== undefined || criteriaOf(query).length > 0, { message: "audience-missing" });
