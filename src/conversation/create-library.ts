import type { Flow, FlowLibrary } from "./definition.ts";

/** All published flows by name and version; of a version given twice the first counts (`flows check` tells). */
export function createLibrary(flows: readonly Flow[]): FlowLibrary {
  const byName = new Map<string, { versions: Map<number, Flow>; newest: Flow }>();
  for (const flow of flows) {
    const known = byName.get(flow.name);
    if (!known) byName.set(flow.name, { versions: new Map([[flow.version, flow]]), newest: flow });
    else if (!known.versions.has(flow.version)) {
      known.versions.set(flow.version, flow);
      if (flow.version > known.newest.version) known.newest = flow;
    }
  }
  return {
    get: (name, version) => (version === undefined ? byName.get(name)?.newest : byName.get(name)?.versions.get(version)),
    names: () => [...byName.keys()],
  };
}
