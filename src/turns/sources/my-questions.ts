import { questionsOf } from "../../questions/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf, shortened } from "./page-of.ts";

/** The person's own questions, newest first. */
export const myQuestions = ({ rooms }: Shelf): Source => ({
  name: "my-questions",
  async options(_args, page, size, { contact }) {
    const own = await questionsOf(rooms.questions, contact._id);
    return pageOf(own.map((one) => ({ value: one._id, label: shortened(one.text, 40) })), page, size);
  },
});
