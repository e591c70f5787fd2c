import { diagram } from "../conversation/diagram.ts";
import { checkProjectFlows, readFlowFiles } from "../service/flow-files.ts";
import { CommandMistake, print, type Command } from "./command.ts";

export const command: Command = {
  summary: "flows check: finds mistakes in flows and texts; flows diagram [FLOW]: Mermaid; flows list",
  async run([verb, name]) {
    if (verb === "check") return check();
    if (verb === "diagram") return draw(name);
    if (verb === "list") return list();
    throw new CommandMistake("Say `flows check`, `flows diagram [FLOW]` or `flows list`.");
  },
};

function check(): number {
  const { flows, problems } = checkProjectFlows();
  for (const problem of problems) print(problem);
  print(problems.length === 0 ? `${flows} flows are in order.` : `${problems.length} problems in ${flows} flows.`);
  return problems.length === 0 ? 0 : 1;
}

function draw(name: string | undefined): number {
  const { flows } = readFlowFiles();
  const wanted = name === undefined ? flows : flows.filter((flow) => flow.name === name);
  if (wanted.length === 0) throw new CommandMistake(`There is no flow ${name}; see \`flows list\`.`);
  for (const flow of wanted) print(wanted.length > 1 ? `## ${flow.name}\n\n\`\`\`mermaid\n${diagram(flow)}\n\`\`\`\n` : diagram(flow));
  return 0;
}

function list(): number {
  for (const flow of readFlowFiles().flows) print(`${flow.name.padEnd(18)} version ${flow.version}, ${flow.steps.length} steps${flow.takes.length > 0 ? `, takes ${flow.takes.join(", ")}` : ""}`);
  return 0;
}
