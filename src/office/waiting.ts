import { withinCommune } from "../staff/index.ts";
import type { Desk } from "./desk.ts";

/** One kind of work that waits, for the first page. `late`: past its date. */
export type Waiting = { kind: string; path: string; count: number; late: number };

/** A counter a room of work hands in; it is only asked of those who may see that work. */
export type WaitingCounter = (desk: Desk) => Promise<Waiting>;

/** Who waits in a chat for a person of staff. */
const handovers: WaitingCounter = async (desk) => {
  const scope = withinCommune(desk.scope("conversations.read"));
  return { kind: "handovers", path: "/console/conversations", count: await desk.ports.handovers.handovers.countDocuments({ state: "waiting", ...scope } as Record<string, unknown>), late: 0 };
};

const counters: { right: Parameters<Desk["can"]>[0]; count: WaitingCounter }[] = [{ right: "conversations.read", count: handovers }];

/** What waits for the one at the desk, kind by kind, in the order of the list. */
export async function waiting(desk: Desk): Promise<Waiting[]> {
  return Promise.all(counters.filter((one) => desk.can(one.right)).map((one) => one.count(desk)));
}
