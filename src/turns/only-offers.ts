import type { Session } from "../conversation/session.ts";

/** Flows that ask nothing of their own: what is typed under their buttons is a new wish. What somebody stopped is stopped before they are asked. */
const offers = new Set(["welcome", "menu", "answer", "suggest", "not-found", "activities", "stop-messages"]);

/** Whether nothing is half-way done: no session, or only flows that offer something. */
export function onlyOffers(session: Session | null): boolean {
  return session === null || session.frames.every((frame) => offers.has(frame.flow));
}
