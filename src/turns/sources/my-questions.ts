import { followedBy, questionById, questionsOf } from "../../questions/index.ts";
import type { Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { ofAllLinked } from "../effects/linked-contacts.ts";
import { pageOf, shortened } from "./page-of.ts";

/** The person's own questions, on any linked channel, then those of others they follow; newest first. */
export const myQuestions = ({ rooms }: Shelf): Source => ({
  name: "my-questions",
  async options(_args, page, size, { contact }) {
    const [own, codes] = await Promise.all([
      ofAllLinked(rooms, contact._id, (one) => questionsOf(rooms.questions, one), (one) => one._id),
      ofAllLinked(rooms, contact._id, (one) => followedBy(rooms.questions, one), (one) => one),
    ]);
    const asked = new Set(own.map((one) => one._id));
    const followed = (await Promise.all(codes.filter((code) => !asked.has(code)).map((code) => questionById(rooms.questions, code)))).flatMap((one) => one ?? []);
    const newest = own.sort((a, b) => b.askedAt - a.askedAt);
    const all = [...newest, ...followed.sort((a, b) => b.askedAt - a.askedAt)];
    return pageOf(all.map((one) => ({ value: one._id, label: shortened(one.text, 40) })), page, size);
  },
});
