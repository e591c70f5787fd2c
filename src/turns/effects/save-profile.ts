import { consentSubject, hasGuardianConsent } from "../../consent/index.ts";
import { changedProfile } from "../../members/index.ts";
import type { Effect } from "../effect-contract.ts";
import { mayRegister } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{name?, branch?, village?, ageBand?}`, null leaves a field as it is → saved. Under 16 nothing is kept without a parent's agreement. */
export const saveProfile = ({ rooms, tools }: Shelf): Effect => ({
  name: "save-profile",
  outcomes: ["saved", "no-consent"],
  async run(args, { contact }) {
    if (!mayRegister(contact)) return { outcome: "no-consent" };
    const profile = changedProfile(contact.profile, args);
    if (profile.ageBand === "under-16" && !(await hasGuardianConsent(rooms.consent, consentSubject(tools.secret, contact._id), "registration"))) return { outcome: "no-consent" };
    return { outcome: "saved", patch: { profile } };
  },
});
