import { branches as all } from "../../units/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf } from "./page-of.ts";
import { communeOf } from "../effects/commune-of.ts";

export const branches = (shelf: Shelf): Source => ({
  name: "branches",
  async options(_args, page, size, { contact }) {
    return pageOf((await all(shelf.rooms.units, await communeOf(shelf, contact))).map((unit) => ({ value: unit._id, label: unit.label })), page, size);
  },
});
