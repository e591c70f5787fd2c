import { requestPerson as request } from "../../handovers/index.ts";
import type { Effect } from "../effect-contract.ts";
import { flagOf, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { communeOf } from "./commune-of.ts";

/** `{reason, urgent}` → requested `{ref}`, the number to tell the person */
export const requestPerson = ({ rooms, tools }: Shelf): Effect => ({
  name: "request-person",
  outcomes: ["requested"],
  async run(args, { contact, key, now }) {
    const commune = await communeOf({ rooms, tools }, contact);
    const wish = { ...(commune ? { commune } : {}), mark: tools.mark(key), ref: tools.code("HT", key), contact: contact._id, reason: textOf(args, "reason", 500), urgent: flagOf(args, "urgent"), now };
    return { outcome: "requested", values: { ref: await request(rooms.handovers, wish) } };
  },
});
