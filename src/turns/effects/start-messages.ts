import type { Effect } from "../effect-contract.ts";

export const startMessages = (): Effect => ({
  name: "start-messages",
  outcomes: ["started", "already"],
  run: async (_args, { contact }) => (contact.stopped ? { outcome: "started", patch: { stopped: false } } : { outcome: "already" }),
});
