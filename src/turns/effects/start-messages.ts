import type { Effect } from "../effect-contract.ts";

/** All notices again, whichever were stopped. */
export const startMessages = (): Effect => ({
  name: "start-messages",
  outcomes: ["started", "already"],
  run: async (_args, { contact }) => (contact.stopped || contact.stoppedFor?.length ? { outcome: "started", patch: { stopped: false, stoppedFor: [] } } : { outcome: "already" }),
});
