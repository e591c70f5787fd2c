import type { ContactId } from "../../core/contact-id.ts";
import type { Reachability } from "../../storage/contacts.ts";
import { factsOf } from "./facts.ts";
import { Matcher } from "./match.ts";
import type { AudiencePorts } from "./ports.ts";
import type { AudienceQuery } from "./query.ts";

/** Of some human beings, each given by their contacts, the contacts of those whom an audience means now: much may have changed since its rows were written. */
export async function fittingAmong(ports: AudiencePorts, query: AudienceQuery, families: readonly (readonly Reachability[])[], now: number): Promise<ReadonlySet<ContactId>> {
  const contacts = [...new Map(families.flat().map((one) => [one._id, one])).values()];
  const facts = await factsOf(ports, contacts);
  return new Matcher(query, await ports.tree(), now).fitting(ports, [...facts.values()]);
}
