import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{code}` from the account page of the console → linked `{name}`: login links and orders come to this chat from now on */
export const linkStaff = ({ tools }: Shelf): Effect => ({
  name: "link-staff",
  outcomes: ["linked", "wrong"],
  async run(args, { contact, now }) {
    const name = await tools.linkStaff?.(textOf(args, "code", 40).toLowerCase().replace(/[^a-z0-9]/g, ""), contact._id, now);
    return name === undefined ? { outcome: "wrong" } : { outcome: "linked", values: { name } };
  },
});
