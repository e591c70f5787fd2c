import { clubsOf } from "../../clubs/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { ofAllLinked } from "../effects/linked-contacts.ts";
import { pageOf } from "./page-of.ts";

/** Clubs the person is in, on any linked channel; not those dissolved meanwhile, which have no card to show. */
export const myClubs = ({ rooms }: Shelf): Source => ({
  name: "my-clubs",
  async options(_args, page, size, { contact }) {
    const own = (await ofAllLinked(rooms, contact._id, (one) => clubsOf(rooms.clubs, one), (one) => one._id)).filter((club) => club.state !== "dissolved");
    return pageOf(own.sort((a, b) => a.order - b.order).map((club) => ({ value: club._id, label: club.label })), page, size);
  },
});
