import type { Broadcast, NoticeButton } from "../../broadcasts/index.ts";
import type { Desk } from "../desk.ts";

/** What a notice invites to, by the first of its buttons that names a dialogue or an activity: whom it told hears when that is moved or cancelled. */
export async function aboutOf({ ports }: Desk, buttons: readonly Pick<NoticeButton, "flow" | "value">[] = []): Promise<Broadcast["about"]> {
  for (const { flow, value: id } of buttons) {
    if (id === undefined) continue;
    if (flow === "activities") return { kind: "activity", id };
    if (flow === "register-dialogue") return { kind: "dialogue", id };
    // Reminders are offered of both.
    if (flow === "remind-me") return { kind: (await ports.activities.activities.exists({ _id: id })) ? "activity" : "dialogue", id };
  }
  return undefined;
}
