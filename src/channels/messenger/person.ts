import { SendError } from "../../core/send-error.ts";
import { at, personName } from "../untrusted.ts";
import type { Graph } from "./graph.ts";

/**
 * A person's name as Facebook shows it, family name first as Vietnamese names are read; undefined when Meta does not tell (§1.10), which is
 * usual: no conversation may depend on it. Counts against the page's limit, so keep what it gives. Throws `SendError` "network", "throttled", or
 * "token" when the token itself is refused.
 */
export async function lookUpName(graph: Graph, person: string): Promise<string | undefined> {
  try {
    const { body } = await graph.get(person, { fields: "first_name,last_name" });
    return personName(at(body, "last_name"), at(body, "first_name"));
  } catch (error) {
    if (error instanceof SendError && isAboutProfile(error)) return undefined;
    throw error;
  }
}

/** Accounts made with a phone number (2018218), people who do not allow it (2018247), somebody gone, and a permission Meta did not grant. */
function isAboutProfile({ code, platformCode }: SendError): boolean {
  return code === "bad-content" || code === "blocked" || /^(10|200)(\/|$)/.test(platformCode ?? "");
}
