import { activityById, giveFeedback as give, registeredAmongActivity, wasThere } from "../../activities/index.ts";
import { peopleOfContacts } from "../../people/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { linkedContacts } from "./linked-contacts.ts";

/** So long after the end people may say how it was. */
const takenForMs = 14 * 86_400_000;

async function attended({ rooms }: Shelf, id: string, contact: string, now: number) {
  const activity = await activityById(rooms.activities, id);
  if (!activity || activity.state === "cancelled" || now < activity.startsAt || now > activity.endsAt + takenForMs) return undefined;
  const own = await linkedContacts(rooms, contact);
  const persons = (await peopleOfContacts(rooms.people, own)).map((one) => one._id);
  const [there, registered] = await Promise.all([wasThere(rooms.activities, id, own, persons), registeredAmongActivity(rooms.activities, id, own, ["seated"])]);
  return there || registered.size > 0 ? activity : undefined;
}

/** `{activity}` → found `{id, title}`: the person was there or had a place, and it is not long ago */
export const loadAttended = (shelf: Shelf): Effect => ({
  name: "load-attended",
  outcomes: ["found", "missing"],
  async run(args, { contact, now }) {
    const activity = await attended(shelf, textOf(args, "activity"), contact._id, now);
    return activity ? { outcome: "found", values: { id: activity._id, title: activity.title } } : { outcome: "missing" };
  },
});

/** `{activity, score, words}` → kept: the last word counts */
export const giveFeedback = (shelf: Shelf): Effect => ({
  name: "give-feedback",
  outcomes: ["kept", "missing"],
  async run(args, { contact, now }) {
    const activity = await attended(shelf, textOf(args, "activity"), contact._id, now);
    if (!activity) return { outcome: "missing" };
    const words = textOf(args, "words", 500);
    await give(shelf.rooms.activities, { activity: activity._id, contact: contact._id, others: await linkedContacts(shelf.rooms, contact._id), score: Number(textOf(args, "score")) || 3, ...(words ? { words } : {}), now });
    return { outcome: "kept" };
  },
});
