import type { z } from "zod";
import { OfficeError } from "./office-error.ts";

/**
 * What somebody typed or sent, as the schema wants it. Unknown fields are refused, so nothing gets in by being named; every issue
 * becomes the key of a sentence (`office:<message>`) beside its field.
 */
export function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [issue.path.map(String).join(".") || "body"];
    for (const name of names) fields[name] ??= issue.code === "unrecognized_keys" ? "field-unknown" : /^[a-z][a-z-]+$/.test(issue.message) ? issue.message : "field-wrong";
  }
  throw new OfficeError(422, "fields-wrong", { fields });
}
