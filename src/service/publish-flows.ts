import { createLibrary } from "../conversation/create-library.ts";
import type { Flow, FlowLibrary, SayMedia } from "../conversation/definition.ts";
import { parseFlow } from "../conversation/parse-flow.ts";
import type { FlowVersions } from "../storage/flow-versions.ts";
import { FlowsBroken, readFlowFiles } from "./flow-files.ts";

/**
 * Publishes the flows of flows/ and returns them together with every version published before, so that running sessions
 * find theirs. Throws FlowsBroken or FlowChanged with sentences for the author.
 */
export async function publishFlows(versions: FlowVersions, now: number): Promise<FlowLibrary & { media: SayMedia[] }> {
  const { files, flows, problems } = readFlowFiles();
  if (problems.length > 0) throw new FlowsBroken(problems.join("\n"));
  for (const { flow, yaml } of files) await versions.publish(flow.name, flow.version, yaml, now);
  const current = new Set(flows.map((flow) => `${flow.name}@${flow.version}`));
  const earlier = (await versions.all()).filter((one) => !current.has(one._id)).flatMap((one) => parseFlow(one.yaml, `${one.flow}.yaml`).flow ?? []);
  // A flow that was taken out of flows/ must not start again, but those in the middle of it may end it.
  const library = createLibrary([...flows, ...earlier]);
  const startable = new Set(flows.map((flow) => flow.name));
  return { get: (name, version) => (version === undefined && !startable.has(name) ? undefined : version === undefined ? newest(flows, name) : library.get(name, version)), names: () => [...startable], media: mediaOf([...flows, ...earlier]) };
}

/** Pictures and documents any of them shows. */
function mediaOf(flows: readonly Flow[]): SayMedia[] {
  return flows.flatMap((flow) => flow.steps.flatMap((step) => (step.kind === "say" && step.media ? [step.media] : [])));
}

/** What new sessions begin with: the version in flows/, also when a higher one was published and taken back. */
function newest<F extends { name: string; version: number }>(flows: readonly F[], name: string): F | undefined {
  return flows.filter((flow) => flow.name === name).sort((a, b) => b.version - a.version)[0];
}
