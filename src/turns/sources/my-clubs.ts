import { clubsOf } from "../../clubs/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf } from "./page-of.ts";

/** Clubs the person is in; not those dissolved meanwhile, which have no card to show. */
export const myClubs = ({ rooms }: Shelf): Source => ({
  name: "my-clubs",
  async options(_args, page, size, { contact }) {
    const own = (await clubsOf(rooms.clubs, contact._id)).filter((club) => club.state !== "dissolved");
    return pageOf(own.map((club) => ({ value: club._id, label: club.label })), page, size);
  },
});
