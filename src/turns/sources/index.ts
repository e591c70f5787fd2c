import type { Source } from "../effect-contract.ts";
import { createTools, type EffectPorts, type Shelf } from "../effects/effect-tools.ts";
import type { FeatureRooms } from "../effects/rooms.ts";
import { activities } from "./activities.ts";
import { branches } from "./branches.ts";
import { clubKinds } from "./club-kinds.ts";
import { clubs } from "./clubs.ts";
import { dialogues } from "./dialogues.ts";
import { myActivities } from "./my-activities.ts";
import { myClubs } from "./my-clubs.ts";
import { myDialogues } from "./my-dialogues.ts";
import { myQuestions } from "./my-questions.ts";
import { noticeAudiences } from "./notice-audiences.ts";
import { questionTopics } from "./question-topics.ts";
import { similarQuestions } from "./similar-questions.ts";
import { suggestions } from "./suggestions.ts";

const kinds: ((shelf: Shelf) => Source)[] = [
  clubKinds,
  clubs,
  myClubs,
  branches,
  dialogues,
  myDialogues,
  activities,
  myActivities,
  questionTopics,
  similarQuestions,
  myQuestions,
  suggestions,
  noticeAudiences,
];

/** All lists flows can offer with `choose`. */
export function createSources(rooms: FeatureRooms, ports: EffectPorts): Source[] {
  const shelf = { rooms, tools: createTools(ports) };
  return kinds.map((create) => create(shelf));
}
