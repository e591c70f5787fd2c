import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Flow, SayMedia } from "../conversation/definition.ts";
import { checkFlows } from "../conversation/check-flows.ts";
import { parseFlow } from "../conversation/parse-flow.ts";
import { formatProblem } from "../conversation/problem.ts";
import { flowMediaFault } from "../media/index.ts";
import { knownActs } from "./known-acts.ts";
import { projectFolder } from "./project-folder.ts";
import { projectTexts } from "./texts.ts";

export type FlowFile = { name: string; yaml: string; flow: Flow };

/** Pictures and documents of `say` steps. */
export const flowMediaFolder = join(projectFolder, "flows/media");

/** The flows' files hold mistakes; the message has a sentence for each. */
export class FlowsBroken extends Error {
  override name = "FlowsBroken";
}

/** Reads all of flows/. Problems are sentences; flows with problems are left out. */
export function readFlowFiles(folder = join(projectFolder, "flows")): { files: FlowFile[]; flows: Flow[]; problems: string[] } {
  const files: FlowFile[] = [];
  const problems: string[] = [];
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".yaml")).sort()) {
    const yaml = readFileSync(join(folder, name), "utf8");
    const parsed = parseFlow(yaml, name);
    problems.push(...parsed.problems.map((problem) => `flows/${formatProblem(problem)}`));
    if (parsed.flow) files.push({ name, yaml, flow: parsed.flow });
  }
  return { files, flows: files.map((file) => file.flow), problems };
}

/** Limits of the strictest platform: a quick reply's title on Messenger, buttons of a Zalo message beside which a list is still readable. */
const limits = { maxChoices: 13, maxLabelCharacters: 20, maxTextCharacters: 1900 };
const locales = ["vi", "en"];

/** Everything `flows check` finds, as sentences; also run before every start by the tests. */
export function checkProjectFlows(): { flows: number; problems: string[] } {
  const { flows, problems } = readFlowFiles();
  const texts = projectTexts({ TIME_ZONE: "Asia/Ho_Chi_Minh" }, { lazy: true });
  const mediaFault = ({ kind, source }: SayMedia) => flowMediaFault(flowMediaFolder, kind, source);
  const known = { ...knownActs(), mediaFault, text: texts.source, textParams: texts.params, locales, limits };
  const found = checkFlows(flows, known).map((problem) => `flows/${formatProblem(problem)}`);
  return { flows: flows.length, problems: [...problems, ...found] };
}
