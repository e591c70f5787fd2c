import { consentSubject, recordConsent as record } from "../../consent/index.ts";
import { contactParts } from "../../core/contact-id.ts";
import { UserMistake } from "../../core/user-mistake.ts";
import type { Effect } from "../effect-contract.ts";
import { flagOf, textOf } from "./arguments.ts";
import { communeOf } from "./commune-of.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{purpose, words, guardian?}` → recorded: the proof with the notice as it was shown. Throws UserMistake for somebody under 16 without a parent. */
export const recordConsent = ({ rooms, tools }: Shelf): Effect => ({
  name: "record-consent",
  outcomes: ["recorded"],
  async run(args, { contact, key, now, text }) {
    const purpose = textOf(args, "purpose", 32) || "registration";
    const guardian = flagOf(args, "guardian");
    if (contact.profile.ageBand === "under-16" && !guardian) throw new UserMistake("consent:guardian-missing");
    const subject = consentSubject(tools.secret, contact._id);
    const notice = { locale: contact.locale, text: text("consent:notice") };
    await record(rooms.consent, { mark: tools.mark(key), subject, purpose, commune: await communeOf({ rooms, tools }, contact), notice, channel: contactParts(contact._id).channel, words: textOf(args, "words"), guardian, now });
    return { outcome: "recorded", patch: { consents: { ...contact.consents, [purpose]: true } } };
  },
});
