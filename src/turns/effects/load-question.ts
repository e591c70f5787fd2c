import { dialogueById } from "../../dialogues/index.ts";
import { followedBy, readQuestion, topicName } from "../../questions/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{code}` → found `{code, text, state, topic, to, answer, date, mine, following}`: one's own or a public one, never who asked; `to` is "union" or a dialogue's title, `answer` "" while there is none */
export const loadQuestion = ({ rooms }: Shelf): Effect => ({
  name: "load-question",
  outcomes: ["found", "missing"],
  async run(args, { contact }) {
    const question = await readQuestion(rooms.questions, textOf(args, "code", 40), contact._id);
    if (!question) return { outcome: "missing" };
    const { _id: code, text, state, askedAt: date, mine, answer = "" } = question;
    const to = question.to === "union" ? "union" : ((await dialogueById(rooms.dialogues, question.to))?.title ?? question.to);
    const following = !mine && (await followedBy(rooms.questions, contact._id)).includes(code);
    return { outcome: "found", values: { code, text, state, topic: topicName(question.topic, contact.locale) ?? question.topic, to, answer, date, mine, following } };
  },
});
