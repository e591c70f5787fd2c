import { fittingAmong, type AudiencePorts, type Broadcast } from "../broadcasts/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { Reachability } from "../storage/contacts.ts";
import type { Gathering, GatheringPorts } from "./gathering-notices.ts";

export type MeantPorts = {
  audience: AudiencePorts;
  gathering(...of: Parameters<GatheringPorts["gathering"]>): Promise<Pick<Gathering, "state" | "revision"> | undefined>;
  now(): number;
};

/**
 * Whom a notice of the service's own does not concern any more, of some rows and the contacts of each one's human being: the gathering
 * was moved or cancelled since, the seat given up, the dues paid. Staff's own words go to whom they were sent.
 */
export async function noLongerMeant(broadcast: Pick<Broadcast, "kind" | "about" | "audience">, families: ReadonlyMap<ContactId, readonly Reachability[]>, ports: MeantPorts): Promise<ReadonlySet<ContactId>> {
  const { kind, audience } = broadcast;
  if (kind !== "reminder" && kind !== "moved" && kind !== "promoted") return new Set();
  const rows = [...families].filter(([, family]) => family.length > 0);
  if (await isPast(broadcast, ports)) return new Set(rows.map(([contact]) => contact));
  if (kind === "moved") return new Set();
  const fitting = await fittingAmong(ports.audience, audience, rows.map(([, family]) => family), ports.now());
  return new Set(rows.filter(([, family]) => !family.some((one) => fitting.has(one._id))).map(([contact]) => contact));
}

/** A seat somebody was given stays theirs when the gathering moves; the rest is of its revision. */
async function isPast({ kind, about }: Pick<Broadcast, "kind" | "about">, ports: MeantPorts): Promise<boolean> {
  if (about?.kind !== "activity" && about?.kind !== "dialogue") return false;
  const gathering = await ports.gathering(about.kind, about.id);
  if (!gathering || gathering.state === "cancelled") return true;
  return kind !== "promoted" && about.revision !== undefined && about.revision < gathering.revision;
}
