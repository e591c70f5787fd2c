import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Flow } from "../../src/conversation/definition.ts";
import { parseFlow } from "../../src/conversation/parse-flow.ts";
import { formatProblem } from "../../src/conversation/problem.ts";

const root = resolve(import.meta.dirname, "../..");
export const localesFolder = join(root, "locales");
export const goldenFolder = join(root, "test/golden");

/** The project's own flows. Throws with all problems of reading them. */
export function readProjectFlows(): Flow[] {
  const folder = join(root, "flows");
  const read = readdirSync(folder).filter((name) => name.endsWith(".yaml")).map((name) => parseFlow(readFileSync(join(folder, name), "utf8"), `flows/${name}`));
  const problems = read.flatMap((one) => one.problems);
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join("\n"));
  return read.flatMap((one) => one.flow ?? []);
}
