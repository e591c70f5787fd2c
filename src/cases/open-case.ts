import type { ContactId } from "../core/contact-id.ts";
import { firstStage, stagesOf, type CaseKind } from "./kinds.ts";
import { caseById, casesOfContact, casesOfPerson, type Case, type CaseModels } from "./model.ts";

const dayMs = 86_400_000;

export type NewCase = {
  /** Mark of the act: the same again is the same case. */
  id: string;
  ref: string;
  kind: CaseKind;
  commune: string;
  branch?: string | undefined;
  person?: string | undefined;
  contact?: ContactId | undefined;
  data: Case["data"];
  by: string;
  now: number;
};

/** Opens a case. `already`: the same person has an open one of this kind, and keeps it. */
export async function openCase(models: CaseModels, wish: NewCase): Promise<{ outcome: "opened" | "already"; case: Case }> {
  const { id, ref, kind, commune, branch, person, contact, data, by, now } = wish;
  const known = await caseById(models, id);
  if (known) return { outcome: "opened", case: known };
  const own = [...(contact ? await casesOfContact(models, contact) : []), ...(person ? await casesOfPerson(models, person) : [])];
  const running = own.find((one) => one.open && one.kind === kind);
  if (running) return { outcome: "already", case: running };
  const state = firstStage(kind);
  const fresh: Case = {
    _id: id, ref, kind, state, open: true, commune,
    ...(branch ? { branch } : {}), ...(person ? { person } : {}), ...(contact ? { contact } : {}),
    data, dueAt: now + stagesOf(kind).get(state)!.days * dayMs, steps: [{ at: now, by, from: "", to: state }], notes: [], openedAt: now, revision: 1,
  };
  try {
    await models.cases.create(fresh);
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  return { outcome: "opened", case: (await caseById(models, id)) ?? fresh };
}
