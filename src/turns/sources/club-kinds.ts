import { clubKinds as allKinds, kindName, listClubs } from "../../clubs/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf } from "./page-of.ts";

/** Kinds the commune has clubs of. */
export const clubKinds = ({ rooms }: Shelf): Source => ({
  name: "club-kinds",
  async options(_args, page, size, { contact }) {
    const present = new Set((await listClubs(rooms.clubs)).map((club) => club.kind));
    return pageOf(allKinds.filter((kind) => present.has(kind)).map((kind) => ({ value: kind, label: kindName(kind, contact.locale) })), page, size);
  },
});
