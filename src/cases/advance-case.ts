import { caseAnswers, isEnd, stagesOf, type CaseAnswer } from "./kinds.ts";
import type { Case, CaseModels } from "./model.ts";

const dayMs = 86_400_000;
const longest = 500;

/** Why a step cannot be taken; `field` names the answer that is missing or wrong. */
export class CaseMistake extends Error {
  override name = "CaseMistake";
  readonly reason: "closed" | "no-such-step" | "missing" | "not-a-date" | "reason-missing" | "changed";
  readonly field: CaseAnswer | undefined;

  constructor(reason: CaseMistake["reason"], field?: CaseAnswer) {
    super(reason);
    this.reason = reason;
    this.field = field;
  }
}

export type CaseMove = { to: string; answers: Partial<Record<CaseAnswer, string>>; reason?: string; by: string; now: number };

/** Where a case can go from here: the stage's own ways, then giving it up. */
export function waysOn(one: Pick<Case, "kind" | "state" | "open">): string[] {
  if (!one.open) return [];
  return [...stagesOf(one.kind).get(one.state)!.to, ...(one.kind === "strike-off" || one.kind === "maturity" ? [] : ["refused", "withdrawn"])];
}

/** The case as it would stand after a step. Pure; throws CaseMistake and then nothing changed. */
export function afterStep(one: Case, { to, answers, reason, by, now }: CaseMove): Case {
  if (!one.open) throw new CaseMistake("closed");
  if (!waysOn(one).includes(to)) throw new CaseMistake("no-such-step");
  const stage = stagesOf(one.kind).get(one.state)!;
  const given = stage.to.includes(to) && to !== "cleared" && to !== "continued" ? checked(stage.asks, answers) : {};
  if (to === "refused" && !reason?.trim()) throw new CaseMistake("reason-missing");
  const over = isEnd(to);
  const { dueAt: _due, ...kept } = one;
  return {
    ...kept,
    state: to,
    open: !over,
    ...(given.branch ? { branch: given.branch } : {}),
    ...(over ? { closedAt: now } : { dueAt: given.until ? Date.parse(given.until) : now + stagesOf(one.kind).get(to)!.days * dayMs }),
    steps: [...one.steps, { at: now, by, from: one.state, to, ...(Object.keys(given).length > 0 ? { answers: given } : {}), ...(reason?.trim() ? { reason: reason.trim().slice(0, longest) } : {}) }],
    revision: one.revision + 1,
  };
}

/** Writes what `afterStep` made. Throws CaseMistake("changed") when somebody else was faster. */
export async function saveCase(models: CaseModels, next: Case): Promise<void> {
  const { _id, ...fields } = next;
  const written = await models.cases.replaceOne({ _id, revision: next.revision - 1 }, fields);
  if (written.matchedCount === 0) throw new CaseMistake("changed");
}

/** What was written down on the way, the newest word on each. */
export function answersOf(one: Case): Partial<Record<CaseAnswer, string>> {
  return Object.assign({}, ...one.steps.map((step) => step.answers ?? {})) as Partial<Record<CaseAnswer, string>>;
}

function checked(asks: { name: CaseAnswer; optional: boolean }[], answers: CaseMove["answers"]): Partial<Record<CaseAnswer, string>> {
  const given: Partial<Record<CaseAnswer, string>> = {};
  for (const { name, optional } of asks) {
    const value = (answers[name] ?? "").normalize("NFC").trim().slice(0, longest);
    if (value === "" && !optional) throw new CaseMistake("missing", name);
    if (value !== "" && (name === "on" || name === "until") && !isDay(value)) throw new CaseMistake("not-a-date", name);
    if (value !== "") given[name] = value;
  }
  return given;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text;
}

export function isCaseAnswer(name: string): name is CaseAnswer {
  return (caseAnswers as readonly string[]).includes(name);
}
