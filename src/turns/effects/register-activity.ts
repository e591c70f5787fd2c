import { dropInterest } from "../../activities/index.ts";
import { registerForDialogue } from "../../dialogues/index.ts";
import type { Effect } from "../effect-contract.ts";
import { standingActivity, standingValues, visibleActivity } from "./activity-standing.ts";
import { asksParents, calendarAddress, takes, tooYoung } from "./activity-values.ts";
import { mayRegister, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** `{activity}` → seated, waiting or already (on a linked channel, too) `{code, title, when, place, state, position, file, parents}` */
export const registerActivity = (shelf: Shelf): Effect => ({
  name: "register-activity",
  outcomes: ["seated", "waiting", "already", "closed", "missing", "too-young", "no-consent"],
  async run(args, { contact, key, now }) {
    const { rooms, tools } = shelf;
    const activity = await visibleActivity(shelf, textOf(args, "activity"), contact);
    if (!activity) return { outcome: "missing" };
    const { title, startsAt: when, place } = activity;
    const shown = { title, when, place, file: calendarAddress(activity, tools), parents: asksParents(activity, contact.profile.ageBand) ? "yes" : "no" };
    const standing = await standingActivity(rooms, activity._id, contact._id);
    if (standing && standing.contact !== contact._id) return { outcome: "already", values: { ...shown, ...(await standingValues(rooms, standing)) } };
    if (!mayRegister(contact)) return { outcome: "no-consent" };
    if (tooYoung(activity, contact.profile.ageBand)) return { outcome: "too-young" };
    // Whoever has a place already hears of it also after the closing.
    if (!standing && takes(activity, now) !== "yes") return { outcome: "closed" };
    const wish = { dialogue: activity._id, contact: contact._id, code: tools.code("HD", key), willAsk: false, locale: contact.locale, mark: tools.mark(key), now };
    const result = await registerForDialogue(rooms.activities.seats, wish, tools.tellPromotion);
    if (!("code" in result)) return result;
    // A registered person is reminded anyway.
    for (const one of await linkedContacts(rooms, contact._id)) await dropInterest(rooms.activities, activity._id, one);
    if (!standing) await tools.announce?.("activities", activity.commune);
    return { outcome: result.outcome, values: { ...shown, code: result.code, state: result.state, position: result.position } };
  },
});
