import type { ContactId } from "../../core/contact-id.ts";
import { followedBy, followQuestion as follow, questionsOf, readQuestion } from "../../questions/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{code}` → followed or already `{code}`: the person gets the answer to somebody else's public question, too */
export const followQuestion = ({ rooms, tools }: Shelf): Effect => ({
  name: "follow-question",
  outcomes: ["followed", "already", "missing"],
  async run(args, { contact, key, now }) {
    const code = textOf(args, "code", 40);
    const elsewhere = await followedElsewhere(rooms, code, contact._id);
    if (elsewhere) return { outcome: "already", values: { code: elsewhere } };
    const result = await follow(rooms.questions, { code, contact: contact._id, mark: tools.mark(key), now });
    return result.outcome === "missing" ? result : { outcome: result.outcome, values: { code: result.code } };
  },
});

/** The answer comes once a person: where they asked or followed first. */
async function followedElsewhere({ questions, identities }: Shelf["rooms"], typed: string, contact: ContactId): Promise<string | undefined> {
  const code = (await readQuestion(questions, typed, contact))?._id;
  const [, ...others] = code ? await linkedContacts({ identities }, contact) : [];
  for (const one of others) {
    const [asked, followed] = await Promise.all([questionsOf(questions, one), followedBy(questions, one)]);
    if (followed.includes(code!) || asked.some((question) => question._id === code)) return code;
  }
  return undefined;
}
