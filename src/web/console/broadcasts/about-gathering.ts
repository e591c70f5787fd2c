import type { AudienceQuery, Gatherer, NoticeButton } from "../../../broadcasts/index.ts";
import { readActivity, readDialogue } from "../../../office/index.ts";
import { isBranch } from "../../../units/index.ts";
import type { Typed } from "../form.tsx";
import { field, type StaffVisit } from "../route.ts";
import { buttonValues } from "./button-rows.tsx";
import type { Host } from "./place-field.tsx";

/** Whom a notice about a gathering may go to: those who do not come yet, or some of its own people. */
export const suggested = ["invite", "registered", "waiting", "interested"] as const;
export type AboutGathering = { values: Typed["values"]; query: AudienceQuery; /** The page's address without whom it goes to. */ path: string; host: Host; to: (typeof suggested)[number] };

/** A notice begun from an activity's or a dialogue's page, with its words, audience and buttons suggested. 404 for those of elsewhere. */
export async function aboutGathering(visit: StaffVisit): Promise<AboutGathering | undefined> {
  const { desk, query, text } = visit;
  const [activity, dialogue] = [field(query, "activity", 60), field(query, "dialogue", 60)];
  const to = suggested.find((one) => one === field(query, "to", 12)) ?? "invite";
  const say = (key: string, params: Record<string, unknown>) => text(key, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === "string" ? value.replaceAll("{", "(").replaceAll("}", ")") : value])));
  if (activity) {
    const { title, place, startsAt, registration, units, club, commune, _id: id } = await readActivity(desk, activity);
    const branches = units.filter((unit) => isBranch(desk.tree.all.get(unit)?.kind ?? "commune-union"));
    const invited: AudienceQuery = club ? { clubs: [club] } : branches.length > 0 ? { units: branches } : { everyone: true };
    const buttons: NoticeButton[] = [...(registration ? [{ flow: "activities", value: id, label: text("broadcasts:button-label-activities") }] : []), { flow: "remind-me", value: id, label: text("broadcasts:button-label-remind-me") }];
    return { to, host: { commune, club, units }, path: `/console/broadcasts/new?activity=${encodeURIComponent(id)}`, query: audience("activities", id, to, invited), values: { purpose: "activities", vi: say(`broadcasts:about-${to === "invite" ? "invite" : "people"}`, { title, place, known: place ? "yes" : "no", when: startsAt }), ...(to === "invite" ? buttonValues(buttons) : {}) } };
  }
  if (!dialogue) return undefined;
  const { title, place, startsAt, commune, _id: id } = await readDialogue(desk, dialogue);
  const buttons: NoticeButton[] = ["register-dialogue", "ask-question", "remind-me"].map((flow) => ({ flow, value: id, label: text(`broadcasts:button-label-${flow}`) }));
  return { to, host: { commune, units: [] }, path: `/console/broadcasts/new?dialogue=${encodeURIComponent(id)}`, query: audience("dialogues", id, to, { everyone: true }), values: { purpose: "dialogues", vi: say(`broadcasts:about-${to === "invite" ? "invite" : "people"}`, { title, place, known: place ? "yes" : "no", when: startsAt }), ...(to === "invite" ? buttonValues(buttons) : {}) } };
}

function audience(kind: "activities" | "dialogues", id: string, to: AboutGathering["to"], invited: AudienceQuery): AudienceQuery {
  return to === "invite" ? { ...invited, except: { [kind]: [{ id, who: "registered" }] } } : { [kind]: [{ id, who: to satisfies Gatherer }] };
}
