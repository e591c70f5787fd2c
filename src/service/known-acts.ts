import { createEffects, type EffectPorts, type FeatureRooms } from "../turns/effects/index.ts";
import { createSources } from "../turns/sources/index.ts";

/** Names of all effects with their outcomes, and of all sources: what flows may ask for. Nothing is opened, nothing can be run. */
export function knownActs(): { effects: Map<string, readonly string[]>; sources: Set<string> } {
  const rooms = {} as FeatureRooms;
  const ports = { secret: "names only", answers: [] as EffectPorts["answers"] } as EffectPorts;
  return {
    effects: new Map(createEffects(rooms, ports).map((effect) => [effect.name, effect.outcomes])),
    sources: new Set(createSources(rooms, ports).map((source) => source.name)),
  };
}
