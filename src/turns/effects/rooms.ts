import type { Connection } from "mongoose";
import { clubModels, type ClubModels } from "../../clubs/index.ts";
import { consentModels, type ConsentModels } from "../../consent/index.ts";
import { dialogueModels, type DialogueModels } from "../../dialogues/index.ts";
import { handoverModels, type HandoverModels } from "../../handovers/index.ts";
import { identityModels, type IdentityModels } from "../../identities/index.ts";
import { linkModels, type LinkModels } from "../../links/index.ts";
import { questionModels, type QuestionModels } from "../../questions/index.ts";
import { unitModels, type UnitModels } from "../../units/index.ts";

/** The rooms flows can reach. */
export type FeatureRooms = { units: UnitModels; clubs: ClubModels; dialogues: DialogueModels; questions: QuestionModels; consent: ConsentModels; handovers: HandoverModels; links: LinkModels; identities: IdentityModels };

/** Opens all of them on one connection and sees to their indexes. Once per connection. */
export async function openFeatureRooms(connection: Connection): Promise<FeatureRooms> {
  const rooms: FeatureRooms = {
    units: unitModels(connection),
    clubs: clubModels(connection),
    dialogues: dialogueModels(connection),
    questions: questionModels(connection),
    consent: consentModels(connection),
    handovers: handoverModels(connection),
    links: linkModels(connection),
    identities: identityModels(connection),
  };
  const { units, clubs, dialogues, questions, consent, handovers, links, identities } = rooms;
  for (const model of [...Object.values(units), clubs.memberships, dialogues.dialogues, dialogues.registrations, questions.questions, questions.askers, consent.records, handovers.handovers, links.links, links.openings, ...Object.values(identities)]) await model.createIndexes();
  return rooms;
}
