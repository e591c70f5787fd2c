import { branches as all } from "../../units/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf } from "./page-of.ts";

export const branches = ({ rooms }: Shelf): Source => ({
  name: "branches",
  async options(_args, page, size) {
    return pageOf((await all(rooms.units)).map((unit) => ({ value: unit._id, label: unit.label })), page, size);
  },
});
