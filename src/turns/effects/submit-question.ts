import { dialogueById, takesQuestions } from "../../dialogues/index.ts";
import { isComplaint, submitQuestion as submit, submittedBefore, topicName } from "../../questions/index.ts";
import type { Contact } from "../../storage/contact.ts";
import { unitById } from "../../units/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { communeOf } from "./commune-of.ts";

/** `{to: "union" or a dialogue's id, topic, text, anonymous}` → received `{code}`; complaint: nothing was kept */
export const submitQuestion = ({ rooms, tools }: Shelf): Effect => ({
  name: "submit-question",
  outcomes: ["received", "closed", "complaint"],
  async run(args, { contact, key, now }) {
    const text = textOf(args, "text", 1000);
    if (isComplaint(text)) return { outcome: "complaint" };
    const to = textOf(args, "to") || "union";
    const act = { mark: tools.mark(key), codeOf: (attempt: number) => tools.code("CH", key, attempt) };
    if (text === "" || !((await isOpen(rooms, to, now)) || (await submittedBefore(rooms.questions, act)))) return { outcome: "closed" };
    const topic = textOf(args, "topic");
    const by = args["anonymous"] === false ? await nameOf(contact, rooms) : undefined;
    const commune = (to === "union" ? undefined : (await dialogueById(rooms.dialogues, to))?.commune) ?? (await communeOf({ rooms, tools }, contact));
    const question = { to, ...(commune ? { commune } : {}), topic: topicName(topic, "vi") ? topic : "khac", text, contact: contact._id, now, ...act, ...(by ? { by } : {}) };
    return { outcome: "received", values: { code: await submit(rooms.questions, question) } };
  },
});

/** A name goes along only with consent. */
async function nameOf(contact: Contact, rooms: Shelf["rooms"]): Promise<{ name: string; branch?: string } | undefined> {
  const { name, branch, village } = contact.profile;
  if (!mayRegister(contact) || !name) return undefined;
  const home = branch ? ((await unitById(rooms.units, branch))?.name ?? branch) : village;
  return home ? { name, branch: home } : { name };
}

/** The Union always listens, a dialogue until its closing date. */
async function isOpen(rooms: Shelf["rooms"], to: string, now: number): Promise<boolean> {
  if (to === "union") return true;
  const dialogue = await dialogueById(rooms.dialogues, to);
  return dialogue !== undefined && takesQuestions(dialogue, now);
}
