import { z } from "zod";
import type { Expression } from "../definition.ts";

/** Names of steps, flows, effects, sources, outcomes: the same string in YAML, log and file name. */
export const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "is not a name (small letters, digits and - only, at most 32)");
export const variable = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/, "is not a variable name (letters and digits, a small one first)");
export const textKey = z.string().regex(/^(?:[a-z][a-z0-9-]*:)?[A-Za-z0-9][\w.-]*$/, "is not the key of a text");
/** YAML turns `3` and `true` into values; in CEL they are the same literals. */
export const expression = z.union([z.string().min(1), z.number(), z.boolean()], "is not an expression").transform(String);
export const parameters = z.record(variable, expression).optional();
export const outcomes = z.record(name, name).optional();

/** A file of flows/media or an https address; `flows check` looks whether it is there. */
export const mediaSource = z.string("must be a file of flows/media or an https address").regex(/^(?:https:\/\/\S+|[a-z0-9][a-z0-9._-]*)$/, "must be a file of flows/media (small letters, digits, - and _, no folders) or an https address");

/** Fields every step may have. */
export const everyStep = { when: expression.optional(), go: name.optional() };

export function names(expressions: Record<string, Expression>): string[] {
  return Object.keys(expressions);
}
