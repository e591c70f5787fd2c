import { contactParts, type ContactId } from "../../core/contact-id.ts";
import { consentSubject, logSelfService, withdrawConsent as withdraw } from "../../consent/index.ts";
import { afterStep, casesOfContact, saveCase, waysOn } from "../../cases/index.ts";
import { endParticipation } from "../../members/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import { communeOf } from "./commune-of.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{purpose}` → withdrawn. For "registration" everything kept or running on its ground ends, see `endParticipation`, and the profile's fields go. */
export const withdrawConsent = ({ rooms, tools }: Shelf): Effect => ({
  name: "withdraw-consent",
  outcomes: ["withdrawn", "none"],
  async run(args, { contact, key, now }) {
    const purpose = textOf(args, "purpose", 32) || "registration";
    const mark = tools.mark(key);
    const ended = await withdraw(rooms.consent, { subject: consentSubject(tools.secret, contact._id), purpose, mark, now });
    if (!ended && contact.consents[purpose] !== true) return { outcome: "none" };
    const consents = { ...contact.consents, [purpose]: false };
    if (purpose !== "registration") return { outcome: "withdrawn", patch: { consents } };
    await logSelfService(rooms.requests, { id: mark, ref: tools.code("YC", key), kind: "withdraw", commune: await communeOf({ rooms, tools }, contact), via: contactParts(contact._id).channel, now });
    await withdrawOpenCases(rooms, contact._id, now);
    await endParticipation(rooms, { contact: contact._id, mark, now }, tools.tellPromotion);
    return { outcome: "withdrawn", patch: { consents, profile: {} } };
  },
});

/** What was told on this ground is not worked with any more: running cases end as taken back. */
async function withdrawOpenCases({ cases }: Shelf["rooms"], contact: ContactId, now: number): Promise<void> {
  for (const one of await casesOfContact(cases, contact)) if (waysOn(one).includes("withdrawn")) await saveCase(cases, afterStep(one, { to: "withdrawn", answers: {}, by: "chat", now }));
}
