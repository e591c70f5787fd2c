import { codeLivesMs, makeCode } from "../../identities/index.ts";
import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";

/** → made `{code, minutes}`: to be typed on the other channel. The one effect that gives another result when it is played again: the code of the first life was seen by nobody and is taken back. */
export const makeLinkCode = ({ rooms, tools }: Shelf): Effect => ({
  name: "make-link-code",
  outcomes: ["made"],
  async run(_args, { contact, now }) {
    const code = await makeCode(rooms.identities, { contact: contact._id, secret: tools.secret, now });
    return { outcome: "made", values: { code, minutes: codeLivesMs / 60_000 } };
  },
});
