import { OfficeError, answerRequest, requestOf } from "../../office/index.ts";
import type { Effect } from "../effect-contract.ts";
import { flagOf, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{code}` of a request to join a club, for a leader in their own linked chat → found `{club, name, motivation, waits}`. Anybody else hears that there is nothing. */
export const loadClubRequest = ({ tools }: Shelf): Effect => ({
  name: "load-club-request",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const desk = await tools.deskOf?.(contact._id, now);
    const found = desk && (await requestOf(desk, textOf(args, "code", 20)));
    if (!found) return { outcome: "missing" };
    return { outcome: "found", values: { club: found.club.name, name: found.request.name, motivation: found.request.motivation ?? "", waits: found.request.state === "requested" } };
  },
});

/** `{code, accept}` → decided; `late` when somebody else decided before */
export const decideClubRequest = ({ tools }: Shelf): Effect => ({
  name: "decide-club-request",
  outcomes: ["decided", "late", "missing"],
  async run(args, { contact, now }) {
    const desk = await tools.deskOf?.(contact._id, now);
    const found = desk && (await requestOf(desk, textOf(args, "code", 20)));
    if (!desk || !found) return { outcome: "missing" };
    const accept = flagOf(args, "accept");
    // The same tap played again after a crash.
    if (found.request.decidedBy === desk.actor.id && found.request.state === (accept ? "active" : "refused")) return { outcome: "decided" };
    try {
      await answerRequest(desk, { club: found.club._id, contact: found.request.contact, accept });
      return { outcome: "decided" };
    } catch (error) {
      if (error instanceof OfficeError && error.status === 409) return { outcome: "late" };
      throw error;
    }
  },
});
