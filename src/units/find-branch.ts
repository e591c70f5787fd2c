import { fold, normalise } from "../lib/vietnamese/index.ts";
import { branches, type Unit, type UnitModels } from "./model.ts";

/** Words around a place's name that tell nothing apart. Folded. */
const generic = /\b(?:chi doan|thon|lang|xom|ban|ap|khu pho|khu|to dan pho|to|doi|cu|xa|o|tai|em|minh|nha)\b/g;

/**
 * The branch somebody means by a village's name, old names included ("thôn Hợp Nhất" after a merger). Typed without
 * diacritics is fine; two branches that fit alike are none: better asked again than filed wrongly.
 */
export async function findBranch(models: UnitModels, text: string): Promise<Unit | undefined> {
  const all = await branches(models);
  for (const key of [exact, bare]) {
    const wanted = key(text);
    if (wanted === "") return undefined;
    const hits = all.filter((unit) => namesOf(unit).some((name) => key(name) === wanted));
    if (hits.length === 1) return hits[0];
  }
  const words = ` ${bare(text)} `;
  const inside = all.filter((unit) => namesOf(unit).some((name) => bare(name) !== "" && words.includes(` ${bare(name)} `)));
  return inside.length === 1 ? inside[0] : undefined;
}

function namesOf(unit: Unit): string[] {
  return [unit.name, unit.label, ...unit.aliases];
}

function exact(text: string): string {
  return normalise(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function bare(text: string): string {
  const folded = fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const rest = folded.replace(generic, " ").replace(/\s+/g, " ").trim();
  // A village may be called by generic words only ("thôn Bản").
  return rest === "" ? folded : rest;
}
