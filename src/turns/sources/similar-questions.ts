import { similarQuestions as similar } from "../../questions/index.ts";
import type { Source } from "../effect-contract.ts";
import { textOf } from "../effects/arguments.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf, shortened } from "./page-of.ts";
import { communeOf } from "../effects/commune-of.ts";

/** Longer than a button holds, because a question cut to 20 characters says nothing: channels then number the list. */
const longestLabel = 60;

/** `{text}`: the nearest public questions asked earlier, three at most. */
export const similarQuestions = ({ rooms, tools }: Shelf): Source => ({
  name: "similar-questions",
  async options(args, page, size, { contact, now }) {
    const found = await similar(rooms.questions, textOf(args, "text", 1000), now, 3, await communeOf({ rooms, tools }, contact));
    return pageOf(found.map((one) => ({ value: one._id, label: one.label ?? shortened(one.text, longestLabel) })), page, size);
  },
});
