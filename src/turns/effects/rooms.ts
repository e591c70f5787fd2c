import type { Connection } from "mongoose";
import { activityModels, type ActivityModels } from "../../activities/index.ts";
import { broadcastModels, type BroadcastModels } from "../../broadcasts/index.ts";
import { caseModels, type CaseModels } from "../../cases/index.ts";
import { clubModels, type ClubModels } from "../../clubs/index.ts";
import { consentModels, requestModels, type ConsentModels, type RequestModels } from "../../consent/index.ts";
import { dialogueModels, type DialogueModels } from "../../dialogues/index.ts";
import { handoverModels, type HandoverModels } from "../../handovers/index.ts";
import { identityModels, type IdentityModels } from "../../identities/index.ts";
import { linkModels, type LinkModels } from "../../links/index.ts";
import { peopleModels, type PeopleModels } from "../../people/index.ts";
import { questionModels, type QuestionModels } from "../../questions/index.ts";
import { unitModels, type UnitModels } from "../../units/index.ts";

/** The rooms flows can reach. */
export type FeatureRooms = { units: UnitModels; clubs: ClubModels; dialogues: DialogueModels; activities: ActivityModels; questions: QuestionModels; cases: CaseModels; people: PeopleModels; consent: ConsentModels; requests: RequestModels; handovers: HandoverModels; links: LinkModels; identities: IdentityModels; broadcasts: BroadcastModels };

/** Opens all of them on one connection and sees to their indexes. Once per connection. */
export async function openFeatureRooms(connection: Connection): Promise<FeatureRooms> {
  const rooms: FeatureRooms = {
    units: unitModels(connection),
    clubs: clubModels(connection),
    dialogues: dialogueModels(connection),
    activities: activityModels(connection),
    questions: questionModels(connection),
    cases: caseModels(connection),
    people: peopleModels(connection),
    consent: consentModels(connection),
    requests: requestModels(connection),
    handovers: handoverModels(connection),
    links: linkModels(connection),
    identities: identityModels(connection),
    broadcasts: broadcastModels(connection),
  };
  const { units, clubs, dialogues, activities, questions, cases, people, consent, requests, handovers, links, identities, broadcasts } = rooms;
  // Side by side: a command waits for these at every start.
  await Promise.all([...Object.values(units), ...Object.values(clubs), ...Object.values(cases), ...Object.values(people), ...Object.values(requests), dialogues.dialogues, dialogues.registrations, activities.activities, activities.attendance, activities.interests, activities.feedback, activities.series, activities.seats.registrations, questions.questions, questions.askers, consent.records, handovers.handovers, links.links, links.openings, ...Object.values(identities), ...Object.values(broadcasts)].map((model) => model.createIndexes()));
  return rooms;
}
