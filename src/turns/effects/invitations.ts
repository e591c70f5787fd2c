import { OfficeError, answerInvitation as answer, invitationOf } from "../../office/index.ts";
import type { Effect } from "../effect-contract.ts";
import { flagOf, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{activity}` that others asked a unit to hold too, for its staff in their own linked chat → waits `{title, when, place, host, unit, name}`. Anybody else hears that there is nothing. */
export const loadInvitation = ({ tools }: Shelf): Effect => ({
  name: "load-invitation",
  outcomes: ["waits", "late", "over", "missing"],
  async run(args, { contact, now }) {
    const desk = await tools.deskOf?.(contact._id, now);
    const found = desk && (await invitationOf(desk, textOf(args, "activity", 28)));
    if (!found) return { outcome: "missing" };
    const { activity, partner, open } = found;
    if (partner.state !== "invited") return { outcome: "late" };
    const nameOf = (unit: string) => desk.tree.all.get(unit)?.name ?? unit;
    const values = { title: activity.title, when: new Date(activity.startsAt).toISOString(), place: activity.place || "none", host: nameOf(activity.units[0] ?? activity.commune), unit: partner.unit, name: nameOf(partner.unit) };
    return { outcome: open ? "waits" : "over", values };
  },
});

/** `{activity, unit, accept}` → answered; `late` when a colleague answered before: what they said stands. `over`: too late for a yes. */
export const answerInvitation = ({ tools }: Shelf): Effect => ({
  name: "answer-invitation",
  outcomes: ["answered", "late", "over", "missing"],
  async run(args, { contact, now }) {
    const desk = await tools.deskOf?.(contact._id, now);
    const [id, unit, accept] = [textOf(args, "activity", 28), textOf(args, "unit", 60), flagOf(args, "accept")];
    const found = desk && (await invitationOf(desk, id));
    if (!desk || !found) return { outcome: "missing" };
    const before = found.activity.partners?.find((one) => one.unit === unit);
    // The same tap played again after a crash.
    if (before?.by === desk.actor.id && before.state === (accept ? "accepted" : "declined")) return { outcome: "answered" };
    if (before?.state !== "invited") return { outcome: before ? "late" : "missing" };
    if (!found.open) return { outcome: "over" };
    try {
      await answer(desk, id, { accept, unit }, { first: true });
      return { outcome: "answered" };
    } catch (error) {
      if (error instanceof OfficeError && error.status === 409) return { outcome: "late" };
      // Taken back at this very moment.
      if (error instanceof OfficeError && error.status === 404) return { outcome: "missing" };
      throw error;
    }
  },
});
