import { inheritActivities, recommuneActivities, takeActivitiesAlong } from "../activities/index.ts";
import { inheritSettings } from "../broadcasts/index.ts";
import type { OfficePorts } from "./office-ports.ts";

type Pair = { from: string; to: string };

/** Lets everything that belongs to units follow them: `branches` and `communes` that were taken over, branches that went to another commune. Safe to repeat. */
export async function moveWithUnits(ports: OfficePorts, { branches = [], communes = [], communeOfBranches }: { branches?: Pair[]; communes?: Pair[]; communeOfBranches?: { branches: string[]; to: string } }): Promise<void> {
  const { people, dues } = ports.people;
  for (const { from, to } of branches) {
    await people.updateMany({ branch: from }, { $set: { branch: to }, $inc: { revision: 1 } });
    await ports.cases.cases.updateMany({ branch: from, open: true }, { $set: { branch: to }, $inc: { revision: 1 } });
    await dues.updateMany({ branch: from }, { $set: { branch: to } });
    await inheritActivities(ports.activities, from, to);
  }
  for (const { from, to } of communes) await recommune(ports, { commune: from }, to);
  if (communeOfBranches) {
    const { branches: moved, to } = communeOfBranches;
    for (const branch of moved) {
      await people.updateMany({ branch }, { $set: { commune: to }, $inc: { revision: 1 } });
      await ports.cases.cases.updateMany({ branch }, { $set: { commune: to }, $inc: { revision: 1 } });
      await dues.updateMany({ branch }, { $set: { commune: to } });
      await takeActivitiesAlong(ports.activities, branch, to);
    }
  }
}

async function recommune(ports: OfficePorts, from: { commune: string }, to: string): Promise<void> {
  const set = { $set: { commune: to } };
  await ports.people.people.updateMany(from, { ...set, $inc: { revision: 1 } });
  await ports.people.dues.updateMany(from, set);
  await ports.cases.cases.updateMany(from, { ...set, $inc: { revision: 1 } });
  await ports.clubs.clubs.updateMany(from, set);
  await ports.clubs.activities.updateMany(from, set);
  await recommuneActivities(ports.activities, from.commune, to);
  await ports.dialogues.dialogues.updateMany(from, set);
  await ports.questions.questions.updateMany(from, set);
  await ports.handovers.handovers.updateMany(from, set);
  await ports.units.posts.updateMany(from, set);
  await ports.broadcasts.broadcasts.updateMany(from, set);
  await ports.broadcasts.replies.updateMany(from, set);
  await ports.broadcasts.audiences.updateMany(from, set);
  await inheritSettings(ports.broadcasts, from.commune, to);
  await ports.requests.requests.updateMany(from, set);
  await ports.pages.pages.updateMany({ unit: from.commune }, { $set: { unit: to }, $inc: { revision: 1 } });
}
