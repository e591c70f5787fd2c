import type { ContactId } from "../../core/contact-id.ts";
import type { Reachability } from "../../storage/contacts.ts";
import { factsOf } from "./facts.ts";
import { Matcher } from "./match.ts";
import type { AudiencePorts } from "./ports.ts";
import type { AudienceQuery } from "./query.ts";

/** Of some human beings, each given by their contacts, the contacts of those whom an audience means now: much may have changed since its rows were written. */
export async function fittingAmong(ports: AudiencePorts, query: AudienceQuery, families: readonly (readonly Reachability[])[], now: number): Promise<ReadonlySet<ContactId>> {
  const seen = new Set<ContactId>();
  // Two rows may be of one human being.
  const once = families.filter((family) => {
    const fresh = !family.some((one) => seen.has(one._id));
    for (const one of family) seen.add(one._id);
    return fresh;
  });
  const { records } = await ports.families([...seen]);
  const fitting = await new Matcher(query, await ports.tree(), now).fitting(ports, await factsOf(ports, once, records));
  return new Set(fitting.flatMap(({ facts }) => facts.contacts.map((one) => one._id)));
}
