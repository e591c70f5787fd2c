import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Understand } from "../../src/answers/index.ts";

type Wanted = string | string[];
type Part = { spec?: Record<string, Wanted>; answers?: [Wanted, string][]; flows?: [Wanted, string][]; none?: (string | number)[] };
export type Case = { wanted: string[]; text: string; kind: "answer" | "flow" | "none" };
export type Figures = { cases: number; wrong: number; answers: number; direct: number; offered: number; flows: number; flowsRight: number; outside: number; outsideRight: number };

const asId = (id: string) => (/^\d{3}$/.test(id) ? `faq-${id}` : id);

/** Cases of a held-out file in test/fixtures/understand; `spec` and `held` apart, because the spec's samples are known to the data. */
export function readCases(file: string): { spec: Case[]; held: Case[] } {
  const part = parse(readFileSync(new URL(`../fixtures/understand/${file}.yaml`, import.meta.url), "utf8")) as Part;
  const toCase = ([wanted, text]: [Wanted, string]): Case => {
    const ids = [wanted].flat().map(asId);
    return { wanted: ids, text, kind: ids[0]?.startsWith("faq") ? "answer" : "flow" };
  };
  const none = (part.none ?? []).map((text): Case => ({ wanted: [], text: String(text), kind: "none" }));
  return {
    spec: Object.entries(part.spec ?? {}).map(([text, wanted]) => toCase([wanted, text])),
    held: [...[...(part.answers ?? []), ...(part.flows ?? [])].map(toCase), ...none],
  };
}

export function measure(cases: Case[], { understand }: Understand): { figures: Figures; wrong: string[] } {
  const figures: Figures = { cases: cases.length, wrong: 0, answers: 0, direct: 0, offered: 0, flows: 0, flowsRight: 0, outside: 0, outsideRight: 0 };
  const wrong: string[] = [];
  for (const { wanted, text, kind } of cases) {
    const { decision, flow, answer, candidates } = understand(text);
    const said = flow ?? answer;
    const right = said !== undefined && wanted.includes(said);
    const offered = right || (decision === "suggest" && candidates.slice(0, 3).some(({ id }) => wanted.includes(id)));
    if (said !== undefined && !right) wrong.push(`${text} -> ${said}`);
    if (kind === "answer") [figures.answers, figures.direct, figures.offered] = [figures.answers + 1, figures.direct + Number(right), figures.offered + Number(offered)];
    if (kind === "flow") [figures.flows, figures.flowsRight] = [figures.flows + 1, figures.flowsRight + Number(right)];
    if (kind === "none") [figures.outside, figures.outsideRight] = [figures.outside + 1, figures.outsideRight + Number(said === undefined)];
  }
  return { figures: { ...figures, wrong: wrong.length }, wrong };
}
