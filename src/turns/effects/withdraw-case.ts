import { afterStep, casesOfContact, saveCase, waysOn } from "../../cases/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { ofAllLinked } from "./linked-contacts.ts";

/** `{ref}` → withdrawn: the person takes a running case of their own back. Played again it stays withdrawn. */
export const withdrawCase = ({ rooms, tools }: Shelf): Effect => ({
  name: "withdraw-case",
  outcomes: ["withdrawn", "missing"],
  async run(args, { contact, now }) {
    const ref = textOf(args, "ref", 20);
    const one = (await ofAllLinked(rooms, contact._id, (linked) => casesOfContact(rooms.cases, linked), (found) => found._id)).find((found) => found.ref === ref);
    if (!one) return { outcome: "missing" };
    if (one.open && !waysOn(one).includes("withdrawn")) return { outcome: "missing" };
    if (one.open) {
      await saveCase(rooms.cases, afterStep(one, { to: "withdrawn", answers: {}, by: "chat", now }));
      await tools.callStaff?.({ id: `case-back|${one._id}`, right: "cases.advance", commune: one.commune, key: "staff-news:case-withdrawn", params: { ref } });
    }
    return { outcome: "withdrawn" };
  },
});
