import { consentSubject, withdrawConsent as withdraw } from "../../consent/index.ts";
import { endParticipation } from "../../members/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
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
    await endParticipation(rooms, { contact: contact._id, mark, now }, tools.tellPromotion);
    return { outcome: "withdrawn", patch: { consents, profile: {} } };
  },
});
