import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Right } from "../staff/index.ts";

export const caseKinds = ["admission", "transfer-out", "transfer-in", "residence", "deferral", "maturity", "strike-off"] as const;
export type CaseKind = (typeof caseKinds)[number];

/** What staff write down when a stage is passed. `on` and `until` are dates, `branch` a unit's id. */
export const caseAnswers = ["on", "until", "introducer", "votes", "decision", "memberCode", "branch", "note"] as const;
export type CaseAnswer = (typeof caseAnswers)[number];

export type Stage = { days: number; asks: { name: CaseAnswer; optional: boolean }[]; right: Extract<Right, "cases.advance" | "cases.approve">; to: string[] };

/** Where a case is over. */
export const ends = ["done", "refused", "withdrawn", "continued", "cleared"] as const;

type Written = Record<CaseKind, Record<string, { days: number; asks?: string[]; right?: Stage["right"]; to: string[] }>>;

const roads = read();

/** The stages of a kind, in order. */
export function stagesOf(kind: CaseKind): ReadonlyMap<string, Stage> {
  return roads.get(kind)!;
}

export function firstStage(kind: CaseKind): string {
  return stagesOf(kind).keys().next().value!;
}

export function isEnd(state: string): boolean {
  return (ends as readonly string[]).includes(state);
}

export function isCaseKind(kind: string): kind is CaseKind {
  return (caseKinds as readonly string[]).includes(kind);
}

function read(): Map<CaseKind, Map<string, Stage>> {
  const written = parse(readFileSync(new URL("./data/kinds.yaml", import.meta.url), "utf8")) as Written;
  return new Map(
    caseKinds.map((kind) => [
      kind,
      new Map(Object.entries(written[kind]).map(([name, { days, asks = [], right = "cases.advance", to }]) => [name, { days, right, to, asks: asks.map((ask) => ({ name: ask.replace("?", "") as CaseAnswer, optional: ask.endsWith("?") })) }])),
    ]),
  );
}
