import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Flow } from "../conversation/definition.ts";
import { parseFlow } from "../conversation/parse-flow.ts";
import { formatProblem } from "../conversation/problem.ts";
import { projectFolder } from "./project-folder.ts";

export type FlowFile = { name: string; yaml: string; flow: Flow };

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
