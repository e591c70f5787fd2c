import type { Values } from "./definition.ts";
import { FlowFault } from "./flow-fault.ts";
import { deepestCall, type Move, type Playing } from "./playing.ts";
import { toJson } from "./to-json.ts";

/** Puts a flow's newest version on top, at its first step, with those of `values` it takes. */
export function enterFlow(playing: Playing, name: string, values: Values): Move {
  const flow = playing.context.library.get(name);
  if (!flow) throw new FlowFault("no-such-flow", `there is no flow ${name}`);
  if (playing.frames.length >= deepestCall) throw new FlowFault("budget", `more than ${deepestCall} flows inside each other`);
  const vars: Values = {};
  for (const taken of flow.takes) if (Object.hasOwn(values, taken)) vars[taken] = toJson(values[taken]);
  playing.emit({ type: "flow-started", flow: name, version: flow.version });
  playing.frames.push({ flow: name, version: flow.version, step: flow.steps[0]?.id ?? "", vars });
  return { kind: "stay" };
}
