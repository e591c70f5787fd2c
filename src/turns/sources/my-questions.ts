import { followedBy, questionById, questionsOf } from "../../questions/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf, shortened } from "./page-of.ts";

/** The person's own questions, then those of others they follow; newest first. */
export const myQuestions = ({ rooms }: Shelf): Source => ({
  name: "my-questions",
  async options(_args, page, size, { contact }) {
    const [own, codes] = await Promise.all([questionsOf(rooms.questions, contact._id), followedBy(rooms.questions, contact._id)]);
    const followed = (await Promise.all(codes.map((code) => questionById(rooms.questions, code)))).flatMap((one) => one ?? []);
    const all = [...own, ...followed.sort((a, b) => b.askedAt - a.askedAt)];
    return pageOf(all.map((one) => ({ value: one._id, label: shortened(one.text, 40) })), page, size);
  },
});
