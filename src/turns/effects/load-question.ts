import type { ContactId } from "../../core/contact-id.ts";
import { dialogueById } from "../../dialogues/index.ts";
import { followedBy, readQuestion, topicName, type QuestionView } from "../../questions/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts, ofAllLinked } from "./linked-contacts.ts";

/** `{code}` → found `{code, text, state, topic, to, answer, date, mine, following}`: one's own or a public one, never who asked; `to` is "union" or a dialogue's title, `answer` "" while there is none */
export const loadQuestion = ({ rooms }: Shelf): Effect => ({
  name: "load-question",
  outcomes: ["found", "missing"],
  async run(args, { contact }) {
    const question = await readLinked(rooms, textOf(args, "code", 40), contact._id);
    if (!question) return { outcome: "missing" };
    const { _id: code, text, state, askedAt: date, mine, answer = "" } = question;
    const to = question.to === "union" ? "union" : ((await dialogueById(rooms.dialogues, question.to))?.title ?? question.to);
    const following = !mine && (await ofAllLinked(rooms, contact._id, (one) => followedBy(rooms.questions, one), (one) => one)).includes(code);
    return { outcome: "found", values: { code, text, state, topic: topicName(question.topic, contact.locale) ?? question.topic, to, answer, date, mine, following } };
  },
});

/** As the one of the linked channels sees it on which it was asked. */
async function readLinked(rooms: Shelf["rooms"], code: string, contact: ContactId): Promise<QuestionView | undefined> {
  const views = await Promise.all((await linkedContacts(rooms, contact)).map((one) => readQuestion(rooms.questions, code, one)));
  return views.find((view) => view?.mine) ?? views.find((view) => view !== undefined);
}
