import type { Flow, Step } from "./definition.ts";
import { edgesOf, type Edge } from "./flow-graph.ts";
import { stepPlace } from "./step-place.ts";
import { kindOf } from "./steps/step-kinds.ts";

/** A Mermaid flowchart of a flow: a shape a step by its kind, the outcome word on each branch, dotted where a step is passed over. */
export function diagram(flow: Flow): string {
  const edges = flow.steps.flatMap((step) => edgesOf(flow, step));
  const lines = [
    "flowchart TD",
    `  start((${quoted(`${flow.name} v${flow.version}`)})) --> ${node(flow, flow.steps[0]?.id)}`,
    ...flow.steps.map((step) => `  ${node(flow, step.id)}${shape(step)}`),
    ...edges.map((edge) => `  ${arrow(flow, edge)}`),
    ...otherFlows(edges),
  ];
  if (edges.some(({ to, way }) => to === undefined && way !== "flow")) lines.push(`  done([${quoted("end: done")}])`);
  return `${lines.join("\n")}\n`;
}

function shape(step: Step): string {
  const { shape: [open, close], caption } = kindOf(step);
  return `${open}${quoted(`${step.id}<br/>${escaped(caption(step))}`, false)}${close}`;
}

function arrow(flow: Flow, { from, to, word, way }: Edge): string {
  const line = way === "pass" ? "-.->" : "-->";
  const label = word === undefined || way === "flow" ? "" : `|${quoted(word)}|`;
  return `${node(flow, from)} ${line}${label} ${way === "flow" ? flowNode(word!) : node(flow, to)}`;
}

function otherFlows(edges: readonly Edge[]): string[] {
  const names = new Set(edges.flatMap(({ way, word }) => (way === "flow" && word !== undefined ? [word] : [])));
  return [...names].map((name) => `  ${flowNode(name)}((${quoted(`flow ${name}`)}))`);
}

/** Numbers, because step names may be Mermaid's own words (`end`). */
function node(flow: Flow, id: string | undefined): string {
  if (id === undefined) return "done";
  const place = stepPlace(flow, id);
  return place === undefined ? `missing_${id.replaceAll("-", "_")}` : `s${place}`;
}

function flowNode(name: string): string {
  return `flow_${name.replaceAll("-", "_")}`;
}

function quoted(text: string, escape = true): string {
  return `"${escape ? escaped(text) : text}"`;
}

/** Mermaid reads quotes, angle brackets, # and Markdown inside labels; entities keep them literal. */
function escaped(text: string): string {
  return text.replace(/[#"<>&;`\\\n]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
