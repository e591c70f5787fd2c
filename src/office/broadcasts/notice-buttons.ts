import { activityById } from "../../activities/index.ts";
import { clubById } from "../../clubs/index.ts";
import { dialogueById } from "../../dialogues/index.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import type { BroadcastInput } from "./broadcast-input.ts";
import type { Place } from "./place.ts";

/** What a button's value names: something of the notice's place. */
export type ButtonTarget = "activity" | "dialogue" | "club";
/** What buttons open, in the order they are offered, and what each may be about. `needs`: without it there is nothing to open. */
export const buttonFlows: readonly { flow: string; takes: readonly ButtonTarget[]; needs?: true }[] = [
  { flow: "activities", takes: ["activity"] },
  { flow: "register-dialogue", takes: ["dialogue"] },
  { flow: "remind-me", takes: ["activity", "dialogue"], needs: true },
  { flow: "join-club", takes: ["club"] },
  { flow: "ask-question", takes: ["dialogue"] },
  { flow: "question-status", takes: [] },
  { flow: "join-union", takes: [] },
  { flow: "talk-to-person", takes: [] },
  { flow: "menu", takes: [] },
];

/** Refuses buttons that would open nothing: a flow there is not, a gathering or club of nobody's or of elsewhere. */
export async function checkButtons(desk: Desk, buttons: BroadcastInput["buttons"], place: Place): Promise<void> {
  for (const [at, { flow, value }] of (buttons ?? []).entries()) {
    const takes = desk.ports.notices.takesOf(flow);
    if (!takes) throw wrong(at, "flow", "button-flow-unknown");
    const offered = buttonFlows.find((one) => one.flow === flow);
    if (value === undefined && offered?.needs) throw wrong(at, "value", "button-value-missing");
    if (value !== undefined && (takes.length === 0 || (offered && !(await isThere(desk, offered.takes, value, place)) && !(flow === "ask-question" && value === "union")))) throw wrong(at, "value", "button-value-unknown");
  }
}

async function isThere({ ports }: Desk, takes: readonly ButtonTarget[], id: string, { commune }: Place): Promise<boolean> {
  const finds = { activity: () => activityById(ports.activities, id), dialogue: () => dialogueById(ports.dialogues, id), club: () => clubById(ports.clubs, id) };
  for (const kind of takes) {
    const found = await finds[kind]();
    if (found && (commune === undefined || found.commune === undefined || found.commune === commune)) return true;
  }
  return false;
}

function wrong(at: number, field: "flow" | "value", key: string): OfficeError {
  return new OfficeError(422, "fields-wrong", { fields: { [`buttons.${at}.${field}`]: key } });
}
