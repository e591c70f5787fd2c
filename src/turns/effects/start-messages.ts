import { purposes } from "../../broadcasts/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";

/** `{purpose?}`: notices of one purpose again, or all of them, whichever were stopped. */
export const startMessages = (): Effect => ({
  name: "start-messages",
  outcomes: ["started", "already"],
  async run(args, { contact }) {
    const purpose = purposes.find((one) => one === textOf(args, "purpose"));
    const { stopped, stoppedFor = [] } = contact;
    if (purpose) return stoppedFor.includes(purpose) ? { outcome: "started", patch: { stoppedFor: stoppedFor.filter((one) => one !== purpose) } } : { outcome: "already" };
    return stopped || stoppedFor.length > 0 ? { outcome: "started", patch: { stopped: false, stoppedFor: [] } } : { outcome: "already" };
  },
});
