import { casesOfContact } from "../../cases/index.ts";
import type { Effect } from "../effect-contract.ts";
import type { Shelf } from "./effect-tools.ts";
import { ofAllLinked } from "./linked-contacts.ts";

/** → some `{list, open}`: one line for each of the person's cases, on all linked channels; `open` the number of the one that runs, "" when none or several do */
export const loadCases = ({ rooms }: Shelf): Effect => ({
  name: "load-cases",
  outcomes: ["some", "none"],
  async run(_args, { contact, text }) {
    const all = (await ofAllLinked(rooms, contact._id, (one) => casesOfContact(rooms.cases, one), (one) => one._id)).filter((one) => one.erasedAt === undefined);
    if (all.length === 0) return { outcome: "none" };
    const running = all.filter((one) => one.open);
    const lines = all.slice(0, 10).map((one) => text("my-cases:line", { ref: one.ref, kind: text(`case-kinds:${one.kind}`), state: text(`case-stages:${one.kind}-${one.state}`) }));
    return { outcome: "some", values: { list: lines.join("\n"), open: running.length === 1 ? running[0]!.ref : "" } };
  },
});
