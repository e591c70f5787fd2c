import type { Effect } from "../effect-contract.ts";

/** No notices any more; what the person writes is still answered. */
export const stopMessages = (): Effect => ({
  name: "stop-messages",
  outcomes: ["stopped", "already"],
  run: async (_args, { contact }) => (contact.stopped ? { outcome: "already" } : { outcome: "stopped", patch: { stopped: true } }),
});
