import { listClubs, searchClubs } from "../../clubs/index.ts";
import type { Source } from "../effect-contract.ts";
import { textOf } from "../effects/arguments.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf } from "./page-of.ts";
import { communeOf } from "../effects/commune-of.ts";

/** `{kind?, search?}`: clubs of a kind, those that fit free words, or all. */
export const clubs = ({ rooms, tools }: Shelf): Source => ({
  name: "clubs",
  async options(args, page, size, { contact }) {
    const commune = await communeOf({ rooms, tools }, contact);
    const search = textOf(args, "search");
    const found = search ? await searchClubs(rooms.clubs, search, commune) : await listClubs(rooms.clubs, textOf(args, "kind") || undefined, commune);
    return pageOf(found.map((club) => ({ value: club._id, label: club.label })), page, size);
  },
});
