import { readFileSync } from "node:fs";
import { parse } from "yaml";

const offers = parse(readFileSync(new URL("./data/offers.yaml", import.meta.url), "utf8")) as Record<string, string>;

/** The flow in which the thing an answer tells about can be done at once; undefined: none. */
export function offerOf(answer: string): string | undefined {
  return offers[answer];
}
