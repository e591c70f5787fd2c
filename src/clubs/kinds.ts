import { readFileSync } from "node:fs";
import { parse } from "yaml";

export const clubKinds = ["sport", "culture", "trade", "volunteer", "worker"] as const;
export type ClubKind = (typeof clubKinds)[number];

const names = parse(readFileSync(new URL("./data/kinds.yaml", import.meta.url), "utf8")) as Record<ClubKind, Record<"vi" | "en", string>>;

/** The kind's name as people read it. */
export function kindName(kind: ClubKind, locale: "vi" | "en"): string {
  return names[kind][locale];
}
