import { clubsOf } from "../../clubs/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf } from "./page-of.ts";

export const myClubs = ({ rooms }: Shelf): Source => ({
  name: "my-clubs",
  async options(_args, page, size, { contact }) {
    return pageOf((await clubsOf(rooms.clubs, contact._id)).map((club) => ({ value: club._id, label: club.label })), page, size);
  },
});
