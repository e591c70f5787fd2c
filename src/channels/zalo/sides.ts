import { at, platformId } from "../untrusted.ts";

/** Who an event is about and which OA it belongs to. `person` is undefined where no person is named. */
export type Sides = { person: string | undefined; oa: string | undefined };

/** Where the families of events keep the person's id besides sender and recipient (§2.3). */
const personPaths = [["follower", "id"], ["user_id"], ["user", "id"]];

/**
 * Who is who changes with the family of the event, and for "seen" nobody agrees: the side that is this OA is found, the other is the person.
 * An event of another OA of the same app has neither side; its `oa` is then its own.
 */
export function sidesOf(event: unknown, oaId: string): Sides {
  const sender = platformId(at(event, "sender", "id"));
  const recipient = platformId(at(event, "recipient", "id"));
  if (sender === oaId && recipient !== oaId) return { person: recipient, oa: oaId };
  if (recipient === oaId && sender !== oaId) return { person: sender, oa: oaId };
  const oa = platformId(at(event, "oa_id"));
  const person = personPaths.map((path) => platformId(at(event, ...path))).find((id) => id !== undefined);
  if (oa !== undefined) return { person: person ?? (sender === oa ? recipient : sender), oa };
  return { person, oa: sender === undefined && recipient === undefined ? undefined : recipient ?? sender };
}
