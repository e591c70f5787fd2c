import type { z } from "zod";

/** One plain sentence for each fault zod found, with the path it is at. */
export function sentencesOf(error: z.ZodError): { path: PropertyKey[]; sentence: string }[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path;
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ path: [...path, key], sentence: `\`${key}\` is not known here` }));
    const where = path.length === 0 ? "it" : `\`${path.join(".")}\``;
    if (issue.code === "invalid_type") return [{ path, sentence: issue.input === undefined && /undefined/.test(issue.message) ? `${where} is missing` : `${where} must be ${article(issue.expected)}` }];
    if (issue.code === "too_small") return [{ path, sentence: `${where} must ${issue.origin === "int" || issue.origin === "number" ? "be" : "have"} at least ${issue.minimum}` }];
    return [{ path, sentence: `${where} ${issue.message}` }];
  });
}

function article(expected: string): string {
  const words: Record<string, string> = { string: "a text", int: "a whole number", number: "a number", boolean: "true or false", array: "a list", object: "a map", record: "a map" };
  return words[expected] ?? expected;
}
