import { choices } from "./checks/choices.ts";
import type { Check, Known } from "./checks/check.ts";
import { loops } from "./checks/loops.ts";
import { media } from "./checks/media.ts";
import { outcomes } from "./checks/outcomes.ts";
import { references } from "./checks/references.ts";
import { texts, textFaults } from "./checks/texts.ts";
import { variables } from "./checks/variables.ts";
import { ways } from "./checks/ways.ts";
import { createLibrary } from "./create-library.ts";
import type { Flow } from "./definition.ts";
import { engineTexts } from "./engine-texts.ts";
import type { Problem } from "./problem.ts";

const checks: readonly Check[] = [references, ways, loops, outcomes, texts, choices, variables, media];

/** Everything that can be known to be wrong with flows before anybody talks to them, by file and line. Empty: publish. */
export function checkFlows(flows: readonly Flow[], known: Known): Problem[] {
  const library = createLibrary(flows);
  const problems = flows.flatMap((flow) => checks.flatMap((check) => check(flow, known, (name) => library.get(name)).map((found) => ({ file: flow.file, ...found }))));
  const all = [...problems, ...sameVersions(flows), ...engineProblems(known)];
  return all.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function sameVersions(flows: readonly Flow[]): Problem[] {
  const first = new Map<string, Flow>();
  return flows.flatMap((flow) => {
    const key = `${flow.name} ${flow.version}`;
    const other = first.get(key);
    if (!other) first.set(key, flow);
    return other ? [{ file: flow.file, line: 1, sentence: `version ${flow.version} of ${flow.name} is also in ${other.file}` }] : [];
  });
}

function engineProblems(known: Known): Problem[] {
  return known.locales.flatMap((locale) =>
    engineTexts.flatMap(({ key, label }) =>
      textFaults({ key, params: [], ...(label ? { label } : {}) }, locale, known).map((sentence) => ({ file: `locales/${locale}/common.yaml`, line: 1, sentence })),
    ),
  );
}
