import { unlink } from "../../identities/index.ts";
import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";

/** → unlinked: this channel stands for itself again, the others stay linked with each other; none: it was linked with nothing */
export const unlinkAccount = ({ rooms, tools }: Shelf): Effect => ({
  name: "unlink-account",
  outcomes: ["unlinked", "none"],
  async run(_args, { contact, key, now }) {
    const unlinked = await unlink(rooms.identities, { contact: contact._id, mark: tools.mark(key), now });
    return { outcome: unlinked ? "unlinked" : "none" };
  },
});
